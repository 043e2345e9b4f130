"""Take mail as a real server would, and answer as told."""

from collections import deque
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Sink:
    """What arrived, and the replies to give: the next one for each step, else yes."""

    def __init__(self):
        self.port = 0
        self.mails = []
        self.envelopes = []
        self.connections = 0
        self.replies = {"MAIL": deque(), "RCPT": deque(), "DATA": deque()}
        self.hangs_up_after_data = 0

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - aiosmtpd's name
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        reply = self._reply("MAIL")
        if reply is None:
            envelope.mail_from = address
        return reply or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        reply = self._reply("RCPT")
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        reply = self._reply("DATA")
        if reply is None:
            self.mails.append(envelope.original_content)
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        if self.hangs_up_after_data:
            self.hangs_up_after_data -= 1
            server.transport.abort()
        return reply or "250 OK"

    def _reply(self, step):
        return self.replies[step].popleft() if self.replies[step] else None


class _Controller(Controller):
    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def sink():
    """Run a server on loopback."""
    taken = Sink()
    controller = _Controller(taken, hostname="127.0.0.1", port=0, server_hostname="sink.localhost")
    controller.start()
    taken.port = controller.port
    try:
        yield taken
    finally:
        controller.stop()
