"""Commit requests in groups, on a thread of its own, so that one fsync serves many."""

import asyncio
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

import structlog

from tenure.events.inbox.base import Inbox, InboxRow
from tenure.kernel.errors import Unavailable
from tenure.platform.faults import fault

GROUP: Final = 256  # requests of one commit
LINGER_SECONDS: Final = 0.005
WAITING_REQUESTS: Final = 4_096
WAITING_BYTES: Final = 64 << 20

log = structlog.get_logger()

Waiting = tuple[InboxRow | None, asyncio.Future[None]]


class Committer:
    """Stores rows durably; whoever submits one awaits that."""

    def __init__(self, open_inbox: Callable[[], Inbox]) -> None:
        """Belong to the event loop that starts it."""
        self._open_inbox = open_inbox
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="committer", daemon=True)
        self._loop = asyncio.get_running_loop()
        self.waiting_requests = 0
        self.waiting_bytes = 0
        self.commits = 0

    def start(self) -> None:
        """Begin to commit."""
        self._thread.start()

    async def stop(self) -> None:
        """Commit what waits, and end."""
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    async def store(self, row: InboxRow) -> None:
        """Return when the row is durable; raise Unavailable when it is not, or when too much waits already."""
        size = len(row.body)
        if self.waiting_requests >= WAITING_REQUESTS or self.waiting_bytes + size > WAITING_BYTES:
            raise Unavailable("Too many requests wait to be stored.")
        await self._submitted(row, size)

    async def check(self) -> None:
        """Return when the inbox can be written; raise Unavailable when it cannot."""
        await self._submitted(None, 0)

    async def _submitted(self, row: InboxRow | None, size: int) -> None:
        self.waiting_requests += 1
        self.waiting_bytes += size
        stored = self._loop.create_future()
        self._queue.put((row, stored))
        try:
            await stored
        finally:
            self.waiting_requests -= 1
            self.waiting_bytes -= size

    def _run(self) -> None:
        inbox = self._open_inbox()
        while group := self._next_group():
            failure: Exception | None = None
            try:
                inbox.append([row for row, _ in group if row])
                fault("inbox_committed")
            except Exception as error:  # noqa: BLE001 - the thread must outlive whatever happens to one group
                failure = error
                log.warning("inbox_unwritable", error=str(error), requests=len(group))
            self.commits += 1
            self._loop.call_soon_threadsafe(_settle, [stored for _, stored in group], failure)
        inbox.close()

    def _next_group(self) -> list[Waiting]:
        """Return what waits, up to a full group; nothing when all is done."""
        first = self._queue.get()
        if first is None:
            return []
        group = [first]
        while len(group) < GROUP:
            try:
                following = self._queue.get_nowait()
            except Empty:
                break
            if following is None:
                self._queue.put(None)
                break
            group.append(following)
        return group


def _settle(group: list[asyncio.Future[None]], failure: Exception | None) -> None:
    for stored in group:
        if stored.done():
            continue
        if failure is None:
            stored.set_result(None)
        else:
            stored.set_exception(failure)
