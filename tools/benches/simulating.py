"""Measure a simulation: many customers go through a journey over a year of history, each at their exact times.

History is made in memory; what is measured is from its events to the report. `python -m tools.benches.simulating
--customers 100000` for a small one.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import polars as pl

from tenure.journeys.rules.codec import from_data
from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entries import ACTS
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.simulating import Stage, candidates, in_order, played
from tenure.journeys.rules.simulations import SENT, Simulation, Surroundings, simulation
from tenure.messaging.rules.settings import Cap
from tests.journeys.kinds import KINDS
from tools.benches.figures import Figure

CUSTOMERS, DAYS = 1_000_000, 365
BEGIN: Final = datetime(2025, 3, 1, tzinfo=UTC)
SPAN: Final = BEGIN, BEGIN + timedelta(days=DAYS)
# How many of each there are for a customer, beside the one `signed_up`.
EVENTS: Final = {"workout_completed": 3.0, "paid": 0.5, "closed": 0.1}
PAID = {"event": "paid", "where": "amount > 5"}
NODES = [
    {"id": "hello", "send": {"channel": "email", "template": "welcome"}, "variants": [
        {"name": "a", "share": 0.5}, {"name": "b", "share": 0.5, "template": "welcome_b"}]},
    {"id": "settle", "wait": {"days": 2}},
    {"id": "morning", "wait_until": {"time": "09:00", "weekday": "workday"}},
    {"id": "which", "branch": {"cases": [{"if": "plan = 'pro'", "next": "guide"}], "otherwise": "tips"}},
    {"id": "tips", "send": {"channel": "email", "template": "tips"}, "next": "active"},
    {"id": "guide", "send": {"channel": "email", "template": "guide"}},
    {"id": "active", "wait_for": {"events": [{"event": "workout_completed", "next": "done"}],
                                  "within": {"days": 14}, "timeout": "nudge"}},
    {"id": "nudge", "send": {"channel": "email", "template": "nudge"}},
    {"id": "rest", "wait": {"days": 7}},
    {"id": "last", "send": {"channel": "email", "template": "last"}},
    {"id": "done", "end": {}},
]  # fmt: skip
JOURNEY = {
    "key": "onboarding", "name": "Onboarding", "entry": {"event": "signed_up"}, "holdout": 0.1, "nodes": NODES,
    "goal": {**PAID, "within_days": 60}, "exit": [{"event": "closed"}],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _World:
    """What happened, and what is known of everybody."""

    acts: pl.DataFrame
    facts: Facts


def measure(customers: int = CUSTOMERS) -> Iterator[Figure]:
    """Yield how long a simulation takes, in a process of its own, so that its memory is."""
    command = [sys.executable, "-m", "tools.benches.simulating", "--own", "--customers", str(customers)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    taken = json.loads(done.stdout.splitlines()[-1])
    note = (
        f"{taken['cpu']:.1f} s CPU, {taken['memory']:.1f} GB at most; {taken['events']:,} events, "
        f"{taken['steps']:,} steps, {taken['messages']:,} messages, {len(NODES)} nodes"
    )
    name = f"simulate {customers:,} customers x {DAYS} days"
    yield Figure(name, taken["seconds"], "s", "<= 60", "nobody offers it", note)


def _world(customers: int) -> _World:
    dice = np.random.default_rng(7)
    whose = [np.arange(1, customers + 1)]
    whose += [dice.integers(1, customers + 1, int(customers * each)) for each in EVENTS.values()]
    names = np.repeat(["signed_up", *EVENTS], [len(each) for each in whose])
    offsets = dice.integers(0, DAYS * 86_400_000_000, len(names))
    at = pl.lit(BEGIN) + pl.duration(microseconds="offset", time_unit="us")
    acts = pl.DataFrame({"customer_id": np.concatenate(whose), "event": names, "offset": offsets}).select(
        "customer_id", "event", seq=1, position=pl.int_range(pl.len()), occurred_at=at, received_at=at,
        properties=pl.format('{{"amount":{}}}', pl.col("offset") % 10),
    )  # fmt: skip
    ids = pl.DataFrame({"customer_id": whose[0]}).cast(pl.Int64)
    known = ids.with_columns(plan=pl.when(pl.col("customer_id") % 3 == 0).then(pl.lit("pro")).otherwise(pl.lit("free")))

    def read(wanted: pl.Series, names: frozenset[str]) -> pl.DataFrame:
        return known[wanted.to_numpy() - 1].select("customer_id", *sorted(names))

    return _World(acts.select(ACTS.names()).cast(ACTS), Facts("wsp_1", "Europe/Warsaw", {"plan": "text"}, read))


def _simulated(world: _World) -> tuple[Simulation, int]:
    version = Version(1, 1, from_data(JOURNEY, node_types=KINDS))
    acts = in_order(world.acts)
    wanted = candidates(acts, version, facts=world.facts).with_columns(unit="customer_id")
    made = played(acts, wanted, stage=Stage(version, KINDS, world.facts, 0.05, SPAN[1]))
    around = Surroundings("Europe/Warsaw", (Cap(3, 24),), {}, pl.DataFrame(schema=SENT), ())
    return simulation(made, version, around=around, span=SPAN), made.steps.height


def _measured(customers: int) -> dict[str, float]:
    world = _world(customers)
    begun, spent = time.perf_counter(), time.process_time()
    found, steps = _simulated(world)
    assert found.wanted_count == customers  # noqa: S101 - or what is measured is not what is said
    return {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - spent,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "events": world.acts.height,
        "steps": steps,
        "messages": found.message_count,
    }


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=CUSTOMERS)
    options.add_argument("--own", action="store_true", help="Measure in this process, and say it as JSON.")
    asked = options.parse_args()
    if asked.own:
        print(json.dumps(_measured(asked.customers)))
    else:
        for figure in measure(asked.customers):
            print(figure)
