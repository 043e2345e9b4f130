"""Commit requests in groups, on a thread of its own, so that one fsync serves many.

A group is what one turn of the event loop brought, or what came while the group before it was committed:
nothing waits longer than it must, and the busier it is, the more requests share a commit.
"""

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Final

import structlog
import zstandard
from msgspec.structs import replace

from tenure.events.inbox.base import Inbox, InboxRow
from tenure.events.rules.batches import is_joinable, joined
from tenure.kernel.errors import Unavailable
from tenure.platform.faults import fault

GROUP: Final = 256  # requests of one commit
SMALL: Final = 4 << 10  # bytes of a request that may share a row with others: each row costs as much as a few events
MOMENT: Final = 5_000  # microseconds within which they came
WAITING_REQUESTS: Final = 4_096
WAITING_BYTES: Final = 64 << 20

# zstd's fastest; its next level halves nothing but speed.
_PACKER: Final = zstandard.ZstdCompressor(level=1)

log = structlog.get_logger()

Stored = asyncio.Future[None]
Waiting = tuple[InboxRow | None, Stored]


class Committer:
    """Packs rows and stores them durably; whoever gives one awaits that."""

    def __init__(self, open_inbox: Callable[[], Inbox]) -> None:
        """Belong to the running event loop."""
        self._open_inbox = open_inbox
        self._loop = asyncio.get_running_loop()
        self._thread = Thread(target=self._run, name="committer", daemon=True)
        self._groups: SimpleQueue[list[Waiting]] = SimpleQueue()
        self._waiting: list[Waiting] = []
        self._is_scheduled = False
        self._is_failing = False
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self.waiting_requests = 0
        self.waiting_bytes = 0
        self.commits = 0

    def start(self) -> None:
        """Begin to commit."""
        self._thread.start()

    async def stop(self) -> None:
        """Commit what waits, and end."""
        while self._waiting or not self._is_idle.is_set():
            await self._is_idle.wait()
            await asyncio.sleep(0)
        self._groups.put([])
        await asyncio.to_thread(self._thread.join)

    def store(self, row: InboxRow) -> Stored:
        """Return what is done when the row is durable; raise Unavailable when too much waits already."""
        size = len(row.body)
        if self.waiting_requests >= WAITING_REQUESTS or self.waiting_bytes + size > WAITING_BYTES:
            raise Unavailable("Too many requests wait to be stored.")
        self.waiting_requests += 1
        self.waiting_bytes += size
        return self._committed(row)

    async def check(self) -> None:
        """Return when the inbox can be written; raise Unavailable when it cannot."""
        await self._committed(None)

    def _committed(self, row: InboxRow | None) -> Stored:
        stored = self._loop.create_future()
        self._waiting.append((row, stored))
        if not self._is_scheduled and self._is_idle.is_set():
            # After all requests that this turn of the loop brings.
            self._is_scheduled = True
            self._loop.call_soon(self._hand_over)
        return stored

    def _hand_over(self) -> None:
        self._is_scheduled = False
        group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
        if group:
            self._is_idle.clear()
            self._groups.put(group)

    def _settle(self, group: list[Waiting], failure: Unavailable | None) -> None:
        self.commits += 1
        self._is_idle.set()
        self._hand_over()
        for row, stored in group:
            if row is not None:
                self.waiting_requests -= 1
                self.waiting_bytes -= len(row.body)
            if stored.done():
                continue
            if failure is None:
                stored.set_result(None)
            else:
                stored.set_exception(failure)

    def _run(self) -> None:
        inbox = self._open_inbox()
        while group := self._groups.get():
            failure = _append(inbox, [row for row, _ in group if row])
            if failure and not self._is_failing:
                log.error("inbox_unwritable", error=failure.message)
            self._is_failing = failure is not None
            self._loop.call_soon_threadsafe(self._settle, group, failure)
        inbox.close()


def _append(inbox: Inbox, rows: list[InboxRow]) -> Unavailable | None:
    """Store rows; return why that failed. Whatever it was, the thread goes on, and clients send again."""
    try:
        inbox.append(_packed(rows))
    except Unavailable as error:
        return error
    except Exception as error:  # noqa: BLE001 - a group that fails must not take the next ones with it
        return Unavailable(f"The inbox failed: {error!r}")
    fault("inbox_committed")
    return None


def _runs(rows: list[InboxRow]) -> list[list[InboxRow]]:
    """Return the rows in order, those together that one sender's small requests brought in the same moment."""
    runs: list[list[InboxRow]] = []
    first: InboxRow | None = None
    for row in rows:
        is_small = len(row.body) <= SMALL and is_joinable(row.body)
        if is_small and first is not None and _goes_with(first, row):
            runs[-1].append(row)
        else:
            runs.append([row])
            first = row if is_small else None
    return runs


def _goes_with(first: InboxRow, row: InboxRow) -> bool:
    return (first.workspace_id, first.source, first.is_browser) == (
        row.workspace_id,
        row.source,
        row.is_browser,
    ) and abs(row.received_at - first.received_at) <= MOMENT


def _as_one(run: list[InboxRow]) -> InboxRow:
    # Its instant of arrival is the first one's: what the others lose is less than any network takes.
    return replace(run[0], body=joined([row.body for row in run])) if len(run) > 1 else run[0]


def _packed(rows: list[InboxRow]) -> list[InboxRow]:
    """Return the rows with their bodies as zstd, those of small requests together."""
    if not rows:
        return rows
    rows = [_as_one(run) for run in _runs(rows)]
    # All in one call: each gives the interpreter to the event loop, and then waits to have it back.
    bodies = iter(_PACKER.multi_compress_to_buffer([row.body for row in rows]))
    return [replace(row, body=body.tobytes()) for row, body in zip(rows, bodies, strict=True)]
