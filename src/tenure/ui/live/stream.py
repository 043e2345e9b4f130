"""Tell open pages, as it happens, that something in their workspace moved: `/live`.

Server-sent events carry names and sequence numbers only; the page then asks for what it shows. All
pages of a process share one look at the cursors, ten times a second while anybody listens.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qs

import msgspec
import structlog

from tenure.kernel.errors import Unavailable
from tenure.kernel.signing import unsign
from tenure.platform.asgi import PLAIN, Receive, Scope, Send, answer
from tenure.platform.state_reader import Rows, StateReader
from tenure.ui.live.tokens import PURPOSE

INTERVAL: Final = 0.1
HEARTBEAT: Final = 20.0
LISTENERS: Final = 1_000

_CURSORS: Final = "SELECT workspace_id, name, seq FROM platform_cursor WHERE name IN ('stream', 'signals', 'journeys')"
_HEADERS: Final = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    # A proxy that compresses would hold events back.
    (b"content-encoding", b"identity"),
    (b"x-accel-buffering", b"no"),
]

log = structlog.get_logger()

Positions = Mapping[str, int]


class Ticket(msgspec.Struct, rename={"workspace_id": "w", "expires_at": "exp"}):
    """What a page token says: whose stream, and until when in seconds since 1970."""

    workspace_id: int
    expires_at: int


@dataclass(slots=True, eq=False)
class _Listener:
    """One open page: what it was told, and a bell for when there may be more."""

    workspace_id: int
    told: dict[str, int] = field(default_factory=dict)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    is_gone: bool = False

    def leave(self) -> None:
        self.is_gone = True
        self.bell.set()


class LiveStream:
    """The pages that listen, and the one look that serves them all."""

    def __init__(self, open_reader: Callable[[], StateReader], *, key: bytes) -> None:
        """Belong to one process; `key` is the one page tokens are signed with."""
        self._open_reader = open_reader
        self._key = key
        self._reader: StateReader | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._listeners: set[_Listener] = set()
        self._positions: dict[int, Positions] = {}
        self._looking: asyncio.Task[None] | None = None
        self._is_closed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream what moves to one page, until it leaves or its token expires."""
        ticket = self._ticket(scope)
        if ticket is None:
            await answer(send, 403, b"This page token is not valid, or not any more.", headers=[PLAIN])
        elif self._is_closed or len(self._listeners) >= LISTENERS:
            await answer(send, 503, b"Too many pages listen.", headers=[PLAIN, (b"retry-after", b"30")])
        else:
            await self._stream(ticket, receive, send)

    def close(self) -> None:
        """Let every page go, so that the server can stop; they come back to the next one."""
        self._is_closed = True
        for listener in self._listeners:
            listener.leave()

    def stop(self) -> None:
        """Look no more."""
        self.close()
        if self._looking is not None:
            self._looking.cancel()
        self._thread.shutdown()

    async def _stream(self, ticket: Ticket, receive: Receive, send: Send) -> None:
        listener = _Listener(ticket.workspace_id)
        self._listeners.add(listener)
        self._looking = self._looking or asyncio.create_task(self._look())
        leaving = asyncio.create_task(_watch(receive, listener))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await _send(send, b": listening\n\n")
            while not listener.is_gone and (seconds := ticket.expires_at - datetime.now(UTC).timestamp()) > 0:
                await _send(send, self._news(listener) or await _heartbeat(listener, min(HEARTBEAT, seconds)))
            await send({"type": "http.response.body", "body": b""})
        finally:
            leaving.cancel()
            self._listeners.discard(listener)

    def _news(self, listener: _Listener) -> bytes:
        """Return what a page was not told yet."""
        now = self._positions.get(listener.workspace_id, {})
        news = {name: seq for name, seq in now.items() if listener.told.get(name) != seq}
        listener.told |= news
        return "".join(f"event: {name}\ndata: {seq}\n\n" for name, seq in news.items()).encode()

    async def _look(self) -> None:
        """Look at the cursors for as long as anybody listens."""
        loop = asyncio.get_running_loop()
        while self._listeners:
            try:
                self._tell(_by_workspace(await loop.run_in_executor(self._thread, self._read)))
            except Unavailable as error:
                log.warning("cursors_unreadable", error=error.message)
            await asyncio.sleep(INTERVAL)
        self._looking = None
        self._positions = {}

    def _tell(self, positions: dict[int, Positions]) -> None:
        before, self._positions = self._positions, positions
        for listener in self._listeners:
            if before.get(listener.workspace_id) != positions.get(listener.workspace_id):
                listener.bell.set()

    def _read(self) -> Rows:
        self._reader = self._reader or self._open_reader()
        return self._reader.read(_CURSORS)

    def _ticket(self, scope: Scope) -> Ticket | None:
        (token,) = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[:1]
        payload = unsign(token, key=self._key, purpose=PURPOSE)
        if payload is None:
            return None
        ticket = msgspec.json.decode(payload, type=Ticket)
        return ticket if ticket.expires_at > datetime.now(UTC).timestamp() else None


def _by_workspace(rows: Rows) -> dict[int, Positions]:
    positions: dict[int, dict[str, int]] = {}
    for workspace_id, name, seq in rows:
        positions.setdefault(workspace_id, {})[name] = seq
    return dict(positions)


async def _watch(receive: Receive, listener: _Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.leave()


async def _heartbeat(listener: _Listener, seconds: float) -> bytes:
    """Wait for the bell; return a comment that keeps the connection open when it did not ring."""
    try:
        await asyncio.wait_for(listener.bell.wait(), seconds)
    except TimeoutError:
        return b": still here\n\n"
    listener.bell.clear()
    return b""


async def _send(send: Send, chunk: bytes) -> None:
    if chunk:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
