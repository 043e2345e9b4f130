"""Catch the mail of test workspaces: an SMTP server on loopback that shows what would have been sent.

It is a real server on a port of its own, so a test workspace's mail takes the way of a live one's to
the last byte. A mail is committed before it is answered with 250. The header with the message's id says
whose it is; anything else is refused.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, connections

from tenure.messaging.models import CaughtRow, MessageRow
from tenure.messaging.rules.mime import message_header
from tenure.platform.queries import real_now, workspace

log = structlog.get_logger()
HOST: Final = "127.0.0.1"
NAME: Final = "catcher.localhost"
_STORED: Final = "250 2.0.0 Caught"
_NOT_OURS: Final = "554 5.7.1 Only mail of this Tenure's own test workspaces is caught here"
_LATER: Final = "451 4.3.0 The mail could not be stored; try again later"


class Catcher:
    """The server, up for the length of a `with`."""

    def __init__(self) -> None:
        """Choose nothing yet; the port is given by the system."""
        # One thread, so one database connection: mail is stored one after the other.
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="catcher")
        self._controller = _Controller(_Handler(self._pool), hostname=HOST, port=0, server_hostname=NAME)

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return self._controller.port

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()
        self._pool.submit(connections.close_all).result()
        self._pool.shutdown()


def catch(envelope: Envelope) -> str:
    """Store a mail for the workspace it belongs to; return the reply."""
    try:
        return _caught(envelope)
    except DatabaseError:
        log.exception("catcher_cannot_store")
        connections["default"].close()
        return _LATER


def _caught(envelope: Envelope) -> str:
    raw = envelope.original_content or b""
    row = MessageRow.objects.filter(public_id=message_header(raw) or "").only("workspace_id").first()
    if row is None:
        return _NOT_OURS
    owner = workspace(row.workspace_id)
    if owner.deliver != "catcher":
        return _NOT_OURS
    CaughtRow.objects.create(
        workspace_id=owner.id,
        message_id=row.pk,
        from_address=envelope.mail_from or "",
        to_address=", ".join(envelope.rcpt_tos),
        raw=raw,
        caught_at=owner.clock.at(real_now()),
    )
    return _STORED


class _Handler:
    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        del server, session
        return await asyncio.get_running_loop().run_in_executor(self._pool, catch, envelope)


class _Controller(Controller):
    """aiosmtpd's own, on whichever port the system gives."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)  # noqa: S101 - it has just begun to listen
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's own is untyped
