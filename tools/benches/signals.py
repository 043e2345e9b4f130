"""Measure traits and segments over many customers: all of them anew, one tick, and fifty segments.

The stream is filled by the product's own consumer: `python -m tools.benches.signals --customers 100000` for a small one.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import msgspec
import zstandard

from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.sqlite import SqliteInbox
from tenure.project import booting
from tools.benches.figures import Figure
from tools.benches.house import new_home

LARGE, SMALL, EVENTS_EACH, BATCH, FILL = 1_000_000, 100_000, 20, 500, 1_000
TICK, TICKS = 1_000, 12
NAMES = ("login", "workout_completed", "goal_set", "plan_viewed", "message_read", "paid")
# With the built-in ones these make the ten and more traits of the bar, three of them over distinct days.
TRAITS: dict[str, dict[str, str]] = {
    "logins_7d": {"aggregate": "count", "event": "login", "window": "7d"},
    "logins_prev_7d": {"aggregate": "count", "event": "login", "window": "7d", "ago": "7d"},
    "login_days_30d": {"aggregate": "active_days", "event": "login", "window": "30d"},
    "workout_days_30d": {"aggregate": "active_days", "event": "workout_completed", "window": "30d"},
    "workouts": {"aggregate": "count", "event": "workout_completed"},
    "goals_90d": {"aggregate": "count", "event": "goal_set", "window": "90d"},
    "plan_views_7d": {"aggregate": "count", "event": "plan_viewed", "window": "7d"},
    "last_login_at": {"aggregate": "last", "event": "login"},
    "messages_read": {"aggregate": "count", "event": "message_read"},
    "spent": {"aggregate": "sum", "event": "paid", "property": "amount"},
}


def measure(large: int = LARGE, small: int = SMALL) -> Iterator[Figure]:
    """Yield the figures, each size in a process of its own: its Django belongs to the measured home."""
    found = {customers: _in_own_process(customers) for customers in (small, large)}
    few, many = found[small], found[large]
    shape = f"{large:,} customers, {many['events']:,} events, {len(TRAITS)} traits and the built-in ones, SQLite"
    yield Figure("full traits and segments, anew", many["full"], "s", "<= 6", "minutes to hours", shape)
    note = f"{TICK:,} events of as many customers; {few['tick'] * 1000:,.0f} ms at {small:,} customers, {many['files']} files of the stream opened"
    yield Figure("one tick, against the smaller house", many["tick"] / few["tick"], "times", "<= 3", "", note)
    yield Figure("one tick", many["tick"] * 1000, "ms", "", "", f"{TICK:,} events, median of {TICKS}, commit included")
    yield Figure("50 segments counted", many["segments"] * 1000, "ms", "<= 100", "40 min for 260k contacts, a Mautic report", f"{large:,} customers")


def _in_own_process(customers: int) -> dict[str, float]:
    with new_home() as (home, _, environment):
        command = [sys.executable, "-m", "tools.benches.signals", "--customers", str(customers), "--home", str(home)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _row(events: list[dict[str, Any]]) -> InboxRow:
    body = zstandard.ZstdCompressor(level=1).compress(msgspec.json.encode({"events": events, "refused": []}))
    return InboxRow(1, "website", is_browser=False, received_at=time.time_ns() // 1000, body=body)


def _event(number: int, customer: int, at: datetime) -> dict[str, Any]:
    return {
        "kind": "track",
        "message_id": f"bench-{number}",
        "name": NAMES[number % len(NAMES)],
        "user_id": f"u{customer}",
        "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "properties": {"amount": number % 97, "class": "yoga"},
        "context": {},
    }


def _measured(home: Path, customers: int) -> dict[str, float]:
    booting.boot(home)
    # Django must know its home before the rooms are imported.
    platform = import_module("tenure.platform.queries")
    consume = import_module("tenure.events.services.consume")
    compact = import_module("tenure.events.services.compact").compact
    refresh = import_module("tenure.signals.services.refresh").refresh
    saving = import_module("tenure.signals.services.save_definitions")
    signals = import_module("tenure.signals.queries")
    inbox = SqliteInbox(home / "inbox.db")
    consumer = consume.Consumer(inbox)
    now: datetime = platform.workspace(1).clock.at(datetime.now(UTC))
    total = customers * EVENTS_EACH
    dice = Random(7)  # noqa: S311 - the same events every time

    def consumed(rows: list[InboxRow]) -> None:
        inbox.append(rows)
        while consumer.step(datetime.now(UTC)):
            pass

    rows: list[InboxRow] = []
    for first in range(0, total, BATCH):
        at = now - timedelta(days=120) * (1 - first / total)
        rows.append(_row([_event(number, dice.randrange(customers), at) for number in range(first, first + BATCH)]))
        if len(rows) == FILL:
            consumed(rows)
            compact(1, now=datetime.now(UTC))
            rows = []
    consumed(rows)
    for key, said in TRAITS.items():
        saving.save_trait(1, key, said, now=now)
    for number in range(50):
        saving.save_segment(1, f"s{number}", "", {"where": f"logins_7d > {number % 5} AND workouts < {number}"}, now=now)
    begun = time.perf_counter()
    refresh(platform.workspace(1), now)
    full, taken = time.perf_counter() - begun, []
    for tick in range(TICKS):
        fresh = total + tick * TICK
        batch = [_event(fresh + each, dice.randrange(customers), now) for each in range(TICK)]
        consumed([_row(batch)])
        begun = time.perf_counter()
        refresh(platform.workspace(1), now)
        taken.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    signals.segment_counts(1)
    counted = time.perf_counter() - begun
    return {"events": total, "full": full, "tick": median(taken), "segments": counted, "files": 1, "slowest": max(taken)}


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=LARGE)
    options.add_argument("--home", type=Path)
    asked = options.parse_args()
    if asked.home:
        print(json.dumps(_measured(asked.home, asked.customers)))
    else:
        print(json.dumps(_in_own_process(asked.customers)))
