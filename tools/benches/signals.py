"""Measure traits and segments over many customers: all of them anew, one tick, and fifty segments.

The stream is filled by the product's own consumer: `python -m tools.benches.signals --customers 100000` measures a
smaller one.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
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
TICK, TICKS, SEGMENTS = 1_000, 12, 50
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
    few, many = (_in_own_process(customers) for customers in (small, large))
    shape = f"{large:,} customers, {many['events']:,} events, {len(TRAITS)} traits beside the built-in ones, SQLite"
    yield Figure("full traits and segments, anew", many["full"], "s", "<= 6", "minutes to hours", shape)
    note = f"{TICK:,} events of as many customers, commit included, median of {TICKS}; {shape}"
    yield Figure("one tick", many["tick"] * 1000, "ms", "", "", note)
    note = f"{few['tick'] * 1000:,.0f} ms at {small:,} customers"
    yield Figure("one tick, against the smaller house", many["tick"] / few["tick"], "times", "<= 3", "", note)
    peer = "40 min for 260k contacts, a Mautic report"
    yield Figure(f"{SEGMENTS} segments counted", many["segments"] * 1000, "ms", "<= 100", peer, shape)


def _in_own_process(customers: int) -> dict[str, float]:
    with new_home() as (home, _, environment):
        command = [sys.executable, "-m", "tools.benches.signals", "--customers", str(customers), "--home", str(home)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _request(events: list[dict[str, Any]]) -> InboxRow:
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


class _Filling:
    """The home under measurement, filled by the product."""

    def __init__(self, home: Path, customers: int) -> None:
        booting.boot(home)
        # Django must know its home before the rooms are imported.
        self._compact = import_module("tenure.events.services.compact").compact
        self._inbox = SqliteInbox(home / "inbox.db")
        self._consumer = import_module("tenure.events.services.consume").Consumer(self._inbox)
        self._customers, self._sent = customers, 0
        self._dice = Random(7)  # noqa: S311 - the same events every time

    def fill(self, total: int, *, until: datetime) -> None:
        """Bring in a history of 120 days."""
        start, step = until - timedelta(days=120), timedelta(days=120) / total
        while self._sent < total:
            self.bring(min(BATCH * FILL, total - self._sent), at=start, step=step)
            self._compact(1, now=datetime.now(UTC))

    def bring(self, count: int, *, at: datetime, step: timedelta = timedelta(0)) -> None:
        """Bring in some events of customers chosen at random; event n happens n steps after `at`."""
        numbers = range(self._sent, self._sent + count)
        events = [_event(number, self._dice.randrange(self._customers), at + step * number) for number in numbers]
        self._inbox.append([_request(events[start : start + BATCH]) for start in range(0, count, BATCH)])
        while self._consumer.step(datetime.now(UTC)):
            pass
        self._sent += count


def _measured(home: Path, customers: int) -> dict[str, float]:
    filling, total = _Filling(home, customers), customers * EVENTS_EACH
    workspace = import_module("tenure.platform.queries").workspace
    refresh = import_module("tenure.signals.services.refresh").refresh
    now: datetime = workspace(1).clock.at(datetime.now(UTC))
    filling.fill(total, until=now)
    _define(now)
    refresh(workspace(1), now)
    full = _anew(home, lambda: refresh(workspace(1), now))
    ticks: list[float] = []
    for _ in range(TICKS):
        filling.bring(TICK, at=now)
        ticks.append(_seconds(lambda: refresh(workspace(1), now)))
    segments = _seconds(lambda: import_module("tenure.signals.queries").segment_counts(1))
    return {"events": total, "full": full, "tick": median(ticks), "slowest_tick": max(ticks), "segments": segments}


def _anew(home: Path, refreshed: Callable[[], object]) -> float:
    """Return the seconds in which everything is computed from the stream again, after its files are lost."""
    for path in (home / "traits" / "1").iterdir():
        path.unlink()
    vars(import_module("tenure.signals.queries"))["_held"].clear()
    return _seconds(refreshed)


def _define(now: datetime) -> None:
    saving = import_module("tenure.signals.services.save_definitions")
    for key, said in TRAITS.items():
        saving.save_trait(1, key, said, now=now)
    for number in range(SEGMENTS):
        where = f"logins_7d > {number % 5} AND workouts < {number}"
        saving.save_segment(1, f"segment_{number}", "", {"where": where}, now=now)


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=LARGE)
    options.add_argument("--home", type=Path)
    asked = options.parse_args()
    print(json.dumps(_measured(asked.home, asked.customers) if asked.home else _in_own_process(asked.customers)))
