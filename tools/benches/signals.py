"""Measure traits and segments over many customers: all of them anew, one tick, and fifty segments.

The stream is filled by the product's own consumer, which takes minutes for a million customers. With `--keep FOLDER`
the home stays in that folder and is measured again next time:
`python -m tools.benches.signals --customers 100000 --keep /tmp/house`.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from statistics import median

from tools.benches.figures import Figure
from tools.benches.filling import Filling
from tools.benches.house import initialized, new_home

LARGE, SMALL, EVENTS_EACH = 1_000_000, 100_000, 20
TICK, TICKS, SEGMENTS = 1_000, 12, 50
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


def _in_own_process(customers: int, keep: Path | None = None) -> dict[str, float]:
    with _home(keep) as (home, environment):
        command = [sys.executable, "-m", "tools.benches.signals", "--customers", str(customers), "--home", str(home)]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


@contextmanager
def _home(keep: Path | None) -> Iterator[tuple[Path, dict[str, str]]]:
    """Have an initialized home, and the environment of processes in it; with `keep` it stays."""
    if keep is None:
        with new_home() as (home, _, environment):
            yield home, environment
        return
    home = keep.absolute() / "home"
    environment = os.environ | {"TENURE_HOME": str(home)}
    if not home.exists():
        initialized(environment)
    yield home, environment


def _measured(home: Path, customers: int) -> dict[str, float]:
    filling = Filling(home, customers)
    workspace = import_module("tenure.platform.queries").workspace
    refresh = import_module("tenure.signals.services.refresh").refresh
    now: datetime = workspace(1).clock.at(datetime.now(UTC))
    filled = _seconds(lambda: filling.fill(customers * EVENTS_EACH, until=now))
    if not import_module("tenure.signals.queries").traits_defined(1):
        _define(now)
    full, processor = _anew(home, lambda: refresh(workspace(1), now))
    ticks: list[float] = []
    opened: list[int] = []
    for _ in range(TICKS):
        filling.bring(TICK, at=now)
        with _opened_files() as paths:
            ticks.append(_seconds(lambda: refresh(workspace(1), now)))
        opened.append(len(paths))
    # Of the stream a tick opens what came in, and what the tick before told of segments: nothing else.
    assert max(opened) <= 2, opened  # noqa: S101, PLR2004 - what is measured must be a tick
    segments = _seconds(lambda: import_module("tenure.signals.queries").segment_counts(1))
    return {
        "events": filling.sent,
        "filled": filled,
        "full": full,
        "processor": processor,
        "tick": median(ticks),
        "slowest_tick": max(ticks),
        "segments": segments,
        "opened": max(opened),
    }


def _anew(home: Path, refreshed: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds, and those of the processor, in which everything is computed from the stream as if lost."""
    services, queries = (import_module(f"tenure.{name}") for name in ("platform.services.cursors", "platform.queries"))
    snapshots, models = (import_module(f"tenure.signals.{name}") for name in ("rules.snapshots", "models"))
    levels = import_module("tenure.signals.rules.levels")
    seq = queries.cursor(1, "stream")
    gone = snapshots.Snapshot(seq=seq, edition=1, runs={"counts": (levels.Run("gone.arrow", 1),)})
    models.SnapshotRow.publish(1, gone)
    services.advance_cursor(1, "signals", seq)
    for path in (home / "traits" / "1").glob("*"):
        path.unlink()
    vars(import_module("tenure.signals.queries"))["_held"].clear()
    before = os.times()
    seconds = _seconds(refreshed)
    after = os.times()
    return seconds, after.user + after.system - before.user - before.system


@contextmanager
def _opened_files() -> Iterator[list[str]]:
    """Write down which files of the stream are opened."""
    store = import_module("tenure.events.stores.parquet.store").ParquetStore
    really, paths = store.scan, list[str]()

    def watched(self: object, workspace_id: int, given: list[str]) -> object:
        paths.extend(given)
        return really(self, workspace_id, given)

    store.scan = watched
    try:
        yield paths
    finally:
        store.scan = really


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
    options.add_argument("--keep", type=Path, help="keep the home in this folder, or measure the one that is there")
    options.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    found = _measured(asked.home, asked.customers) if asked.home else _in_own_process(asked.customers, asked.keep)
    print(json.dumps(found))
