"""Measure how fast stored requests become stream: deduplicate, resolve customers, write Parquet, commit."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import msgspec
import zstandard

from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.sqlite import SqliteInbox
from tenure.project import booting
from tools.benches.figures import Figure
from tools.benches.house import new_home

EVENTS, BATCH, CUSTOMERS = 400_000, 100, 20_000


def measure() -> Iterator[Figure]:
    """Yield rows a second, in a process of its own: its Django belongs to the measured home."""
    with new_home() as (home, _, environment):
        command = [sys.executable, "-m", "tools.benches.consuming", str(home)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    measured = json.loads(done.stdout.splitlines()[-1])
    note = f"{EVENTS:,} events of {CUSTOMERS:,} customers, {BATCH} a request, {measured['flushes']} commits, SQLite"
    peer = "82-130k rows/s into SQLite or PostgreSQL"
    yield Figure("inbox -> stream", measured["rows"] / measured["seconds"], "events/s", ">= 150,000", peer, note)


def _fill(home: Path) -> None:
    """Put requests into the inbox as the front stores them."""
    inbox, compress = SqliteInbox(home / "inbox.db"), zstandard.ZstdCompressor(level=1).compress
    for first in range(0, EVENTS, BATCH):
        events = [
            {
                "kind": "track",
                "message_id": f"bench-{number}",
                "name": "workout_completed",
                "user_id": f"u{number % CUSTOMERS}",
                "timestamp": "2026-03-01T12:00:00.000000Z",
                "properties": {"minutes": number % 90, "class": "yoga"},
                "context": {"library": {"name": "bench", "version": "1"}},
            }
            for number in range(first, first + BATCH)
        ]
        body = compress(msgspec.json.encode({"events": events, "refused": []}))
        inbox.append([InboxRow(1, "website", False, time.time_ns() // 1000, body)])  # noqa: FBT003 - a stored row
    inbox.close()


def _consumed(home: Path) -> dict[str, float]:
    booting.boot(home)
    # Django must know its home before the rooms are imported.
    consume = import_module("tenure.events.services.consume")
    consumer = consume.Consumer(SqliteInbox(home / "inbox.db"))
    rows, flushes, begun = 0, 0, time.perf_counter()
    while gained := consumer.step(datetime.now(UTC)):
        rows, flushes = rows + gained, flushes + 1
    return {"rows": rows, "flushes": flushes, "seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    _fill(Path(sys.argv[1]))
    print(json.dumps(_consumed(Path(sys.argv[1]))))
