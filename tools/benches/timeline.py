"""Measure how fast one customer's newest events are found in a long stream.

The stream is filled by the product's own consumer and compaction, from requests as the front stores them:
`python -m tools.benches.timeline --events 2000000` for a small one.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from random import Random
from statistics import quantiles

import msgspec
import zstandard

from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.sqlite import SqliteInbox
from tenure.project import booting
from tools.benches.figures import Figure
from tools.benches.house import new_home

EVENTS, CUSTOMERS, BATCH, FILL = 20_000_000, 200_000, 100, 5_000
ASKED, PAGE = 200, 50
BEGIN = datetime(2025, 3, 1, tzinfo=UTC)


def measure(events: int = EVENTS) -> Iterator[Figure]:
    """Yield the time of one page of a timeline, in a process of its own: its Django belongs to the measured home."""
    with new_home() as (home, _, environment):
        command = [sys.executable, "-m", "tools.benches.timeline", "--events", str(events), "--home", str(home)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    measured = json.loads(done.stdout.splitlines()[-1])
    note = (
        f"{measured['rows']:,} events of {measured['customers']:,} customers in {measured['files']} files, "
        f"{ASKED} customers, {PAGE} rows each, warm cache; filled at {measured['filled']:,.0f} events/s, joins included"
    )
    yield Figure("timeline of one customer, p50", measured["p50"], "ms", "<= 50", "", note)
    yield Figure("timeline of one customer, p95", measured["p95"], "ms", "<= 50", "", note)


def _requests(events: int, customers: int) -> Iterator[InboxRow]:
    """Yield requests as the front stores them; time goes on for a year."""
    dice, compress = Random(7), zstandard.ZstdCompressor(level=1).compress  # noqa: S311 - the same events every time
    for first in range(0, events, BATCH):
        at = (BEGIN + timedelta(days=365) * (first / events)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        batch = [
            {
                "kind": "track",
                "message_id": f"{dice.getrandbits(128):032x}",
                "name": f"feature_{number % 12}_used",
                "user_id": f"user-{dice.randrange(customers)}",
                "timestamp": at,
                "properties": {"minutes": number % 90, "class": "yoga"},
                "context": {"library": {"name": "bench", "version": "1"}},
            }
            for number in range(first, first + BATCH)
        ]
        body = compress(msgspec.json.encode({"events": batch, "refused": []}))
        yield InboxRow(1, "website", is_browser=False, received_at=time.time_ns() // 1000, body=body)


def _measured(home: Path, events: int) -> dict[str, float]:
    booting.boot(home)
    # Django must know its home before the rooms are imported.
    consume = import_module("tenure.events.services.consume")
    compact = import_module("tenure.events.services.compact").compact
    queries = import_module("tenure.events.queries")
    inbox, customers = SqliteInbox(home / "inbox.db"), max(1, min(CUSTOMERS, events // 100))
    step, filled, requests = consume.Consumer(inbox).step, 0.0, _requests(events, customers)
    while rows := list(islice(requests, FILL)):
        inbox.append(rows)
        filled += _filling(step, compact)
    ids = queries.scan(1).select("customer_id").unique().collect()["customer_id"].sample(ASKED, seed=7)
    page = partial(queries.timeline, 1, limit=PAGE)
    page(ids[0])
    taken = [_taken(page, customer_id) for customer_id in ids]
    cuts = quantiles(taken, n=20)
    files = len(list((home / "events" / "1").glob("*.parquet")))
    shape = {"rows": queries.event_count(1), "customers": customers, "files": files, "filled": events / filled}
    return {"p50": cuts[9] * 1000, "p95": cuts[18] * 1000, **shape}


def _filling(step: Callable[[datetime], int], compact: Callable[..., int]) -> float:
    """Carry requests into the stream and join files as the worker does; return the seconds it took."""
    begun = time.perf_counter()
    while step(datetime.now(UTC)):
        pass
    compact(1, now=datetime.now(UTC))
    return time.perf_counter() - begun


def _taken(page: Callable[[int], object], customer_id: int) -> float:
    begun = time.perf_counter()
    page(customer_id)
    return time.perf_counter() - begun


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=EVENTS)
    options.add_argument("--home", type=Path)
    asked = options.parse_args()
    if asked.home:
        print(json.dumps(_measured(asked.home, asked.events)))
    else:
        for figure in measure(asked.events):
            print(figure)
