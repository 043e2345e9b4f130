"""Play a journey over what happened, in memory: the engine of live runs, with a clock that leaps from act to act.

The loop is open: what customers would have done about messages that were never sent is not invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import polars as pl

from tenure.journeys.rules import engine
from tenure.journeys.rules.arms import with_arms
from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entries import ACTS, CANDIDATES, LAST, Opening, entered_by
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.ledger import NEVER, Ledger, Places
from tenure.journeys.rules.listening import listening
from tenure.journeys.rules.names import read
from tenure.journeys.rules.node_types import NodeTypes
from tenure.journeys.rules.passing import Passed, World, passed
from tenure.journeys.rules.reentries import terms
from tenure.journeys.rules.runs import INSTANT, ROWS
from tenure.kernel.expressions.tree import Clock, walked

HOUR: Final = timedelta(hours=1)
SIX_HOURS: Final = timedelta(hours=6)
EXACT: Final = timedelta(0)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_EVERYBODY: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Stage:
    """What a journey is played with: a version, node kinds, facts, who is held out everywhere, grain and end.

    With a `grain`, time leaps to its next whole multiple, and whatever happened until then happens there.
    """

    version: Version
    node_types: NodeTypes
    facts: Facts
    everywhere: float
    grain: timedelta
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it: `wanted` entries, runs (ROWS), and steps and effects as the engine tells them.

    Steps and effects have the `customer_id` and `run` they are of, and the time `at`.
    """

    wanted: int
    runs: pl.DataFrame
    steps: pl.DataFrame
    effects: pl.DataFrame


def in_order(acts: pl.DataFrame, *, grain: timedelta) -> pl.DataFrame:
    """Return acts (columns of entries.ACTS) in the order in which they happened, numbered, with the time `at`."""
    sorted_acts = acts.sort("occurred_at", "seq", "position", maintain_order=True)
    # An act that goes by two names is one.
    is_other = pl.struct("occurred_at", "seq", "position").rle_id().cast(pl.Int64) + 1
    at = pl.col("occurred_at").cast(pl.Int64)
    return sorted_acts.with_columns(at=_leaped(at, grain), seq=is_other, position=pl.lit(0, pl.Int64))


def candidates(acts: pl.DataFrame, version: Version, *, facts: Facts) -> pl.DataFrame:
    """Return who wants in (columns of entries.CANDIDATES, and `at`) by some acts (as `in_order` returns them)."""
    named = acts.filter(pl.col("event") == version.journey.entrance().event)
    opening = Opening(journey_id=0, version=version, activated_seq=0, entries_from=_instant(0), version_seq=0)
    # Who enters by a condition that looks at the clock does by that of then.
    parts = (
        [named] if not _has_clock(version.journey.entrance().where) else named.partition_by("at", maintain_order=True)
    )
    found = [
        entered_by(part, opening, facts=facts, now=_instant(part["at"][0]))  # any instant, where none is looked at
        for part in parts
        if part.height
    ]
    came = pl.concat([pl.DataFrame(schema=CANDIDATES), *found])
    if version.journey.reentry == "never":
        came = came.unique("customer_id", keep="first", maintain_order=True)
    return came.join(named.select("seq", "at"), on="seq", how="left", maintain_order="left")


def played(acts: pl.DataFrame, wanted: pl.DataFrame, *, stage: Stage) -> Played:
    """Return what a journey would have done with who wanted in (as `candidates` returns them, with `unit`)."""
    play = _Play(acts, wanted, stage)
    for now in play.instants():
        play.turn(now)
    return play.result()


class _Play:
    """Keep runs while the clock leaps."""

    def __init__(self, acts: pl.DataFrame, wanted: pl.DataFrame, stage: Stage) -> None:
        versions = [stage.version]
        heard = listening(versions)
        drawn = with_arms(
            wanted, pl.DataFrame(schema=ROWS), {stage.version.id: stage.version},
            salt=stage.facts.workspace, everywhere=stage.everywhere,
        )  # fmt: skip
        self._stage, self._coming = stage, drawn
        whose = drawn["customer_id"].unique().implode()
        self._acts = acts.filter(pl.col("customer_id").is_in(whose) & pl.col("event").is_in(list(heard.events)))
        self._world = World(
            engine.table(versions), heard, terms(versions), stage.node_types, stage.facts, stage.ends_at, _EVERYBODY
        )
        self._ledger = Ledger(drawn)
        self._act_times, self._coming_times = self._acts["at"].to_numpy(), drawn["at"].to_numpy()
        self._acts_done = self._coming_done = 0
        self._told: dict[str, list[pl.DataFrame]] = {"steps": [], "effects": []}

    def instants(self) -> Iterator[int]:
        """Yield each instant at which something happens or is due, in microseconds, until the end."""
        end = _microseconds(self._stage.ends_at)
        while True:
            times = (self._act_times[self._acts_done :][:1], self._coming_times[self._coming_done :][:1])
            ahead = [int(each[0]) for each in times if len(each)]
            due = self._ledger.next_due()
            if due != NEVER:
                ahead.append(_leap(due, self._stage.grain))
            if not ahead or min(ahead) > end:
                return
            yield min(ahead)

    def turn(self, at: int) -> None:
        """Let what happens at an instant happen."""
        acts, coming = self._taken(at)
        due = self._ledger.due(at)
        whose = pl.concat([acts["customer_id"], coming["customer_id"]])
        places = np.union1d(due, self._ledger.of(whose)) if len(whose) else due
        runs = self._ledger.rows(places)
        timely = pl.Series("row", np.searchsorted(places, due), dtype=pl.Int64)
        world = replace(self._world, now=_instant(at))
        came = passed(runs, acts.select(ACTS.names()), coming.drop("at"), timely, world=world)
        self._ledger.write(came.runs)
        self._keep(came, self._ledger.places(came.runs), at)

    def result(self) -> Played:
        """Return what came of all."""
        more = {"run": pl.Int64(), "customer_id": pl.Int64(), "at": INSTANT}
        steps = pl.DataFrame(schema={**engine.STEPS, **more})
        effects = pl.DataFrame(schema={**engine.EFFECTS, **more})
        return Played(
            wanted=self._coming.height,
            runs=self._ledger.everyone(),
            steps=pl.concat([steps, *self._told["steps"]]),
            effects=pl.concat([effects, *self._told["effects"]]),
        )

    def _taken(self, at: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        acts_until = int(np.searchsorted(self._act_times, at, side="right"))
        coming_until = int(np.searchsorted(self._coming_times, at, side="right"))
        acts = self._acts[self._acts_done : acts_until]
        coming = self._coming[self._coming_done : coming_until]
        self._acts_done, self._coming_done = acts_until, coming_until
        return acts, coming

    def _keep(self, came: Passed, places: Places, at: int) -> None:
        named = came.runs.select("row", "customer_id", run=pl.Series(places, dtype=pl.Int64))
        for name, frame in (("steps", came.steps), ("effects", came.effects)):
            if frame.height:
                whose = frame.join(named, on="row", maintain_order="left").with_columns(
                    at=pl.lit(_instant(at), INSTANT)
                )
                self._told[name].append(whose.select(*frame.columns, "run", "customer_id", "at"))


def requested(customer_ids: pl.Series, at: pl.Series, *, event: str, properties: str) -> pl.DataFrame:
    """Return acts (columns of entries.ACTS) that the stream does not tell: customers reached a date of their own."""
    named = pl.DataFrame({"customer_id": customer_ids, "occurred_at": at})
    told = named.with_columns(
        seq=pl.lit(LAST),
        position=pl.int_range(pl.len()),
        event=pl.lit(event),
        received_at="occurred_at",
        properties=pl.lit(properties),
    )
    return told.select(ACTS.names()).cast(ACTS)


def _has_clock(where: str | None) -> bool:
    return where is not None and any(isinstance(each, Clock) for each, _depth in walked(read(where)))


def _leaped(at: pl.Expr, grain: timedelta) -> pl.Expr:
    size = grain // _MICROSECOND
    return at if not size else (at + size - 1) // size * size


def _leap(at: int, grain: timedelta) -> int:
    size = grain // _MICROSECOND
    return at if not size else -(-at // size) * size


def _microseconds(at: datetime) -> int:
    return (at - _instant(0)) // _MICROSECOND


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
