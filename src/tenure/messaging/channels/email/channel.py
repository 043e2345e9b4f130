"""Send mail in slots: a few connections side by side, each kept open between messages."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import LifoQueue
from typing import Final

from tenure.messaging.channels.email.server import SmtpServer
from tenure.messaging.channels.email.session import Session
from tenure.messaging.channels.protocol import Letter, Outgoing
from tenure.messaging.rules.addresses import mail_address
from tenure.messaging.rules.mime import Envelope, message_bytes
from tenure.messaging.rules.outcomes import Outcome, Unreachable
from tenure.messaging.rules.rendering import Rendered

IS_PAID: Final = False
# The installation sets mail up: TENURE_SMTP_URL.
SETTINGS: Final = None
_SHORTEST_REST: Final = 1.0
_LONGEST_REST: Final = 60.0


def address(text: str, *, settings: None = None) -> str | None:  # noqa: ARG001 - mail needs no settings of a workspace
    """Return an address as it goes on the wire; None when mail cannot go there."""
    return mail_address(text)


def write(rendered: Rendered, letter: Letter, *, settings: None = None) -> bytes:  # noqa: ARG001 - as above
    """Return the mail as RFC 5322 bytes."""
    envelope = Envelope(
        message_id=letter.message_id,
        sender_name=letter.sender_name,
        sender_address=letter.sender_address,
        to_address=letter.to_address,
        at=letter.at,
        reply_to=letter.reply_to,
        unsubscribe_url=letter.unsubscribe_url,
    )
    return message_bytes(rendered, envelope)


class EmailChannel:
    """Mail over one SMTP server."""

    def __init__(self, server: SmtpServer, *, slots: int) -> None:
        """Open nothing yet."""
        self._pool = ThreadPoolExecutor(max_workers=slots, thread_name_prefix="smtp")
        # The session used last is taken first, so that a quiet house keeps one connection warm.
        self._idle: LifoQueue[Session] = LifoQueue()
        for _ in range(slots):
            self._idle.put(Session(server))
        self._rest = 0.0
        self._rests_until = 0.0

    def is_ready(self) -> bool:
        """Return False for a while after nobody answered: one second, doubling up to a minute."""
        return time.monotonic() >= self._rests_until

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Hand messages over side by side; return an outcome for each, in order."""
        outcomes = list(self._pool.map(self._sent, messages))
        if any(isinstance(outcome, Unreachable) for outcome in outcomes):
            self._rest = min(max(self._rest * 2, _SHORTEST_REST), _LONGEST_REST)
            self._rests_until = time.monotonic() + self._rest
        elif outcomes:
            self._rest = 0.0
        return outcomes

    def close(self) -> None:
        """Hang up everywhere."""
        self._pool.shutdown()
        while not self._idle.empty():
            self._idle.get().close()

    def _sent(self, message: Outgoing) -> Outcome:
        session = self._idle.get()
        try:
            return session.send(message)
        finally:
            self._idle.put(session)
