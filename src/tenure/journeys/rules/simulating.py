"""Play a journey over what happened, in memory: the engine of live runs, with a clock for each customer.

The loop is open: what customers would have done about messages that were never sent is not invented.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np
import polars as pl

from tenure.journeys.rules.arms import with_arms
from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entries import ACTS, LAST, Opening, entered_by
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.listening import MATCHES, listening
from tenure.journeys.rules.moments import EACH, NOW
from tenure.journeys.rules.node_types import NodeTypes
from tenure.journeys.rules.outcomes import EFFECTS, STEPS
from tenure.journeys.rules.passing import Passage, Passed, World
from tenure.journeys.rules.reentries import terms
from tenure.journeys.rules.runs import ROWS
from tenure.journeys.rules.tables import table

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EVERYBODY: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Stage:
    """What a journey is played with: a version, node kinds, facts, who is held out everywhere, and the end."""

    version: Version
    node_types: NodeTypes
    facts: Facts
    everywhere: float
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


def in_order(acts: pl.DataFrame) -> pl.DataFrame:
    """Return acts (columns of entries.ACTS) in the order in which they happened, numbered, with the time `now`."""
    sorted_acts = acts.sort("occurred_at", "seq", "position", maintain_order=True)
    # An act that goes by two names is one.
    is_other = pl.struct("occurred_at", "seq", "position").rle_id().cast(pl.Int64) + 1
    return sorted_acts.with_columns(now="occurred_at", seq=is_other, position=pl.lit(0, pl.Int64))


def candidates(acts: pl.DataFrame, version: Version, *, facts: Facts) -> pl.DataFrame:
    """Return who wants in (columns of entries.CANDIDATES, and `now`) by some acts (as `in_order` returns them)."""
    named = acts.filter(pl.col("event") == version.journey.entrance().event)
    opening = Opening(journey_id=0, version=version, activated_seq=0, entries_from=_EPOCH, version_seq=0)
    came = entered_by(named, opening, facts=facts, now=EACH)
    if version.journey.reentry == "never":
        came = came.unique("customer_id", keep="first", maintain_order=True)
    return came.join(named.select("seq", NOW), on="seq", how="left", maintain_order="left")


def played(acts: pl.DataFrame, wanted: pl.DataFrame, *, stage: Stage) -> Played:
    """Return what a journey would have done with who wanted in (as `candidates` returns them, with `unit`)."""
    version, facts = stage.version, stage.facts
    drawn = with_arms(
        wanted, pl.DataFrame(schema=ROWS), {version.id: version}, salt=facts.workspace, everywhere=stage.everywhere
    )
    heard, in_time = listening([version]), pl.col(NOW) <= stage.ends_at
    own = acts.filter(
        in_time
        & pl.col("event").is_in(list(heard.events))
        & pl.col("customer_id").is_in(drawn["customer_id"].implode())
    )
    world = World(table([version]), heard, terms([version]), stage.node_types, facts, EACH, _EVERYBODY)
    play = _Play(own, drawn.filter(in_time), world, stage.ends_at)
    while play.turn():
        pass
    return _named(play.came(), wanted.height)


def _named(came: Passed, wanted: int) -> Played:
    """Return what came of it, with the customers whose steps and effects they are."""
    whose = came.runs["customer_id"]
    parts = (
        part.with_columns(whose.gather(part["row"]), run="row").select(*names, "run", "customer_id", "at")
        for part, names in ((came.steps, STEPS.names()[1:-1]), (came.effects, EFFECTS.names()[1:-1]))
    )
    return Played(wanted, came.runs, *parts)


class _Play:
    """Let every customer go from happening to happening, all of them at once, each at their own time."""

    def __init__(self, acts: pl.DataFrame, coming: pl.DataFrame, world: World, ends_at: datetime) -> None:
        self._waiting, self._found = coming, pl.DataFrame(schema=MATCHES)
        self._passage = Passage(pl.DataFrame(schema=ROWS), acts, world)
        self._ends_at = ends_at
        self._times, self._seqs = acts[NOW].to_physical().to_numpy(), acts["seq"].to_numpy()
        self._count = coming["customer_id"].n_unique()

    def turn(self) -> bool:
        """Let the next happening of each customer act; return whether there was one."""
        following = self._following()
        if following.is_empty():
            return False
        here, coming = self._taken(following.filter("is_act").select("seq"))
        touched = self._passage.turn(here, coming, self._timely(following.filter(~pl.col("is_act"))))
        rest = self._found.filter(~pl.col("row").is_in(touched))
        self._found = pl.concat([rest, self._passage.listened(self._passage.ledger.at(touched))])
        self._leave(following["customer_id"])
        return True

    def came(self) -> Passed:
        """Return what came of all."""
        return self._passage.came(self._passage.ledger.everyone())

    def _following(self) -> pl.DataFrame:
        """Return what comes next to each customer: an act, by its `seq`, or a time that they wait for: `due_at`."""
        names = ["customer_id", "seq", NOW]
        # Acts are numbered in their order, so that the first one has the least of each.
        ahead = pl.concat([self._found.select(names), self._waiting.select(names)])
        acts = ahead.group_by("customer_id").agg(pl.col("seq").min(), pl.col(NOW).min())
        waiting = self._runs().group_by("customer_id").agg(pl.col("due_at").min())
        both = acts.join(waiting, on="customer_id", how="full", coalesce=True)
        # What happens at the time for which somebody waits happens first.
        is_act = pl.col(NOW).is_not_null() & (pl.col("due_at").is_null() | (pl.col(NOW) <= pl.col("due_at")))
        return both.with_columns(is_act=is_act)

    def _runs(self) -> pl.DataFrame:
        return self._passage.ledger.runs.select("row", "customer_id", "due_at").filter(
            pl.col("due_at") <= self._ends_at
        )

    def _taken(self, seqs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        here = self._found.join(seqs, on="seq", how="semi", maintain_order="left")
        coming = self._waiting.join(seqs, on="seq", how="semi", maintain_order="left")
        self._waiting = self._waiting.join(seqs, on="seq", how="anti", maintain_order="left")
        return here, coming

    def _timely(self, due: pl.DataFrame) -> pl.DataFrame:
        """Return the rows whose time has come, and the last act until then."""
        runs = self._runs().join(due.select("customer_id", "due_at"), on=["customer_id", "due_at"], how="semi")
        heard = np.searchsorted(self._times, runs["due_at"].to_physical().to_numpy(), side="right")
        seqs = np.concatenate([[0], self._seqs])[heard]
        return runs.select("row", now="due_at", seq=pl.Series(seqs, dtype=pl.Int64))

    def _leave(self, customers: pl.Series) -> None:
        """Put aside whom nothing happens to any more, once they are the most."""
        if len(customers) * 2 > self._count:
            return
        self._count = len(customers)
        self._passage.leave_only(customers)


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
