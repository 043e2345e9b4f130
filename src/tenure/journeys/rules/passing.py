"""Let the events of a flush, and then the time, act on runs: in memory, in the order in which things happened.

Each round takes what happens next to each customer: events end runs, bring them to their goals, and open ways from
where they wait; then whoever wants in at that place enters. Later events of the same flush act on what came of it.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tenure.journeys.rules import engine
from tenure.journeys.rules.definition import ENTRY
from tenure.journeys.rules.entries import LAST
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.ledger import Ledger, Numbers
from tenure.journeys.rules.listening import EXIT, GOAL, MATCHES, WAY, Listening, matches
from tenure.journeys.rules.moments import EACH, NOW, Now, instants, stamped
from tenure.journeys.rules.node_types import NodeTypes
from tenure.journeys.rules.outcomes import EFFECTS, STEPS
from tenure.journeys.rules.reentries import decided
from tenure.journeys.rules.runs import ACTIVE, COMPLETED, EXITED, HELD_OUT, HOLDOUT, INSTANT, QUARANTINED, ROWS
from tenure.journeys.rules.tables import Table

_ENDED = ["row", "state", "due_at", "ended_at", "reason"]
_REACHED = [*_ENDED, "since_seq", "since_position", "goal_at"]
_NO_WAY = pl.Series("way", [None], dtype=pl.String)
_RESTING = ["row", "node", "visit", "state", "due_at", "reason"]
_MOVING = [*engine.DUE, NOW]
_NOBODY = pl.DataFrame(schema={"row": pl.Int64, NOW: INSTANT, "seq": pl.Int64})
REFUSED = pl.Schema(
    {
        "journey_id": pl.Int64(),
        "version_id": pl.Int64(),
        "customer_id": pl.Int64(),
        "seq": pl.Int64(),
        "other": pl.String(),
    }
)


_NO_MATCHES, _NO_STEPS, _NO_EFFECTS, _NO_REFUSED = (
    pl.DataFrame(schema=schema) for schema in (MATCHES, STEPS, EFFECTS, REFUSED)
)


@dataclass(frozen=True, slots=True)
class World:
    """What runs meet: definitions, what is listened for, the terms of entry, kinds of nodes, facts, and the time.

    At most `limit` of those who enter move at once; the others wait at the entry, where they are due.
    """

    definitions: Table
    heard: Listening
    terms: pl.DataFrame
    node_types: NodeTypes
    facts: Facts
    now: Now
    limit: int


@dataclass(frozen=True, slots=True)
class Passed:
    """What came of a flush: the runs it touched (columns of ROWS), their steps and effects, and who was refused."""

    runs: pl.DataFrame
    steps: pl.DataFrame
    effects: pl.DataFrame
    refused: pl.DataFrame


def passed(
    runs: pl.DataFrame, events: pl.DataFrame, candidates: pl.DataFrame, due: pl.Series, *, world: World
) -> Passed:
    """Return what happens to some runs (columns of ROWS) by events (entries.ACTS), by entries, and by the clock.

    Candidates have the columns of entries.CANDIDATES, `unit` and `is_held`. `due` are the rows whose time has come:
    who is moved by an event is not moved by the clock, too.
    """
    passage = Passage(runs, stamped(events, world.now), world)
    _hear(passage, stamped(candidates, world.now))
    rest = np.setdiff1d(due.to_numpy(), passage.touched(), assume_unique=True)
    if len(rest):
        last = np.full(len(rest), events["seq"].max() or 0, dtype=np.int64)
        passage.turn(_NO_MATCHES, candidates[:0], stamped(pl.DataFrame({"row": rest, "seq": last}), world.now))
    return passage.came(passage.ledger.at(passage.touched()))


def _hear(passage: "Passage", candidates: pl.DataFrame) -> None:
    """Let events and entries act, round by round."""
    waiting, found = candidates, passage.listened(passage.ledger.runs)
    while found.height or waiting.height:
        is_first = _are_first(found, waiting)
        here, found = _divided(found, is_first[: found.height])
        coming, waiting = _divided(waiting, is_first[-waiting.height :] if waiting.height else is_first[:0])
        touched = passage.turn(here, coming, _NOBODY)
        again = passage.listened(passage.ledger.at(touched))
        found = pl.concat([found.filter(~pl.col("row").is_in(touched)), again]) if found.height else again


def _are_first(found: pl.DataFrame, waiting: pl.DataFrame) -> pl.Series:
    """Return whether what is found, and then who is waiting, comes at the first place of the customer."""
    names = ["customer_id", "seq", "position"]
    # Flushes are counted in 32 bits, and their events in 31.
    place = pl.col("seq") * 2**31 + pl.col("position")
    places = pl.concat([found.select(names), waiting.select(names)])
    return places.select(place == place.min().over("customer_id")).to_series()


def _divided(frame: pl.DataFrame, is_first: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    return (frame, frame[:0]) if is_first.all() else (frame.filter(is_first), frame.filter(~is_first))


class Passage:
    """Keep what is so far while events, entries and the time act on runs.

    Events and whoever wants in have the time `now` at which they happen.
    """

    def __init__(self, runs: pl.DataFrame, events: pl.DataFrame, world: World) -> None:
        """Begin with some runs, whose `row` counts them, and with what they may hear of."""
        self.ledger = Ledger(runs if runs.schema == ROWS else runs.select(ROWS.names()).cast(ROWS))
        self._events, self._world = events, world
        self._touched: list[Numbers] = []
        self._steps, self._effects, self._refused = [_NO_STEPS], [_NO_EFFECTS], [_NO_REFUSED]
        self._left = world.limit

    def touched(self) -> Numbers:
        """Return the rows of the runs to which something happened, in order."""
        return _united(self._touched, self.ledger.size)

    def leave_only(self, customers: pl.Series) -> None:
        """Look at nobody but some customers any more."""
        is_one = pl.col("customer_id").is_in(customers.implode())
        self._events = self._events.filter(is_one)
        self.ledger.put_aside(self.ledger.runs.select(~is_one).to_series())

    def listened(self, runs: pl.DataFrame) -> pl.DataFrame:
        """Return which event comes next to each of some runs, as MATCHES."""
        if self._events.is_empty() or runs.is_empty():
            return _NO_MATCHES
        return matches(self._events, runs, self._world.heard, facts=self._world.facts, now=EACH)

    def turn(self, here: pl.DataFrame, coming: pl.DataFrame, timely: pl.DataFrame) -> Numbers:
        """Let one place of each customer act; return the rows that it touched.

        `here` are MATCHES, `coming` wants in, and `timely` are rows that the clock moves at `now`, after the event
        `seq`.
        """
        ways = self._reached(here) if here.height else None
        new, displaced = self._let_in(coming) if coming.height else (None, None)
        if ways is not None and displaced is not None:
            ways = ways.join(displaced, on="row", how="anti")
        late = self._late(timely) if timely.height else None
        entering = None if new is None else self._entering(new)
        self._advance([part for part in (ways, entering, late) if part is not None and part.height])
        rows = [frame["row"].to_numpy() for frame in (here, displaced, new, timely) if frame is not None]
        touched = _united(rows, self.ledger.size)
        self._touched.append(touched)
        return touched

    def came(self, runs: pl.DataFrame) -> Passed:
        """Return what came of it to some runs; what a run that ended just then asked for is not done."""
        steps, effects, refused = pl.concat(self._steps), pl.concat(self._effects), pl.concat(self._refused)
        is_ended = runs["state"] == EXITED
        if is_ended.any():
            ended = runs.filter(is_ended).select("row", at="ended_at")
            effects = effects.join(ended, on=["row", "at"], how="anti", maintain_order="left")
        return Passed(runs, steps, effects, refused)

    def _reached(self, here: pl.DataFrame) -> pl.DataFrame:
        """Let events reach runs; return those that go a way."""
        met = _met(self.ledger.at(here["row"].to_numpy()), here)
        self.ledger.change(met[_REACHED])
        return met.filter(pl.col("action") == WAY)

    def _let_in(self, coming: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Let in who may enter; return them, and the rows of whom they displace."""
        decision = decided(coming, self.ledger.runs, self._world.terms, now=EACH)
        if decision.displaced.height:
            gone = self.ledger.at(decision.displaced["row"].to_numpy()).hstack(decision.displaced[["other", NOW]])
            self.ledger.change(_displaced(gone)[_ENDED])
        if decision.refused.height:
            self._refused.append(decision.refused.select(REFUSED.names()).cast(REFUSED))
        new = entered(decision.entering, after=self.ledger.size, now=EACH)
        self.ledger.add(new)
        return new, decision.displaced[["row"]]

    def _entering(self, new: pl.DataFrame) -> pl.DataFrame:
        """Return those of the new runs that move at once."""
        is_active = new["state"] == ACTIVE
        entering = (new if is_active.all() else new.filter(is_active)).head(self._left)
        self._left -= entering.height
        return entering.hstack([entering["enrolled_at"].alias(NOW), _NO_WAY.new_from_index(0, entering.height)])

    def _late(self, timely: pl.DataFrame) -> pl.DataFrame:
        """Note up to where those whose time has come have heard the stream; return them."""
        runs = self.ledger.at(timely["row"].to_numpy())
        heard = np.maximum(runs["since_seq"].to_numpy(), timely["seq"].to_numpy())
        told = {"row": runs["row"], "since_seq": heard, "since_position": np.full(len(heard), LAST, dtype=np.int64)}
        self.ledger.change(pl.DataFrame(told))
        return runs.hstack([timely[NOW], _NO_WAY.new_from_index(0, runs.height)])

    def _advance(self, moving: list[pl.DataFrame]) -> None:
        """Let the engine move runs, which know the `way` that they take and the time."""
        if not moving:
            return
        world = self._world
        runs = moving[0][_MOVING] if len(moving) == 1 else pl.concat(part[_MOVING] for part in moving)
        moved = engine.advance(runs, world.definitions, node_types=world.node_types, now=EACH, facts=world.facts)
        is_over = pl.col("state") == COMPLETED
        self.ledger.change(moved.standing.select(*_RESTING, ended_at=pl.when(is_over).then("at")))
        self._steps.append(moved.steps)
        self._effects.append(moved.effects)


def _united(rows: list[Numbers], size: int) -> Numbers:
    is_one = np.zeros(size, dtype=np.bool_)
    for each in rows:
        is_one[each] = True
    return np.flatnonzero(is_one)


def _met(runs: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """Return the runs that events reached, as they are then; who goes a way is moved later."""
    met = runs.hstack(here[["seq", "position", NOW, "action", "way", "event", "occurred_at"]])
    is_goal, is_active = pl.col("action") == GOAL, pl.col("state").is_in([ACTIVE, QUARANTINED])
    ends = is_active & pl.col("action").is_in([GOAL, EXIT])
    return met.with_columns(
        since_seq="seq",
        since_position="position",
        goal_at=pl.when(is_goal).then("occurred_at").otherwise("goal_at"),
        **_exited(ends, pl.when(is_goal).then(pl.lit(GOAL)).otherwise(pl.format("event:{}", "event"))),
    )


def _displaced(runs: pl.DataFrame) -> pl.DataFrame:
    return runs.with_columns(**_exited(pl.lit(value=True), pl.format("displaced:{}", "other")))


def _exited(ends: pl.Expr, reason: pl.Expr) -> dict[str, pl.Expr]:
    return {
        "state": pl.when(ends).then(pl.lit(EXITED)).otherwise("state"),
        "due_at": pl.when(~ends).then("due_at"),
        "ended_at": pl.when(ends).then(NOW).otherwise("ended_at"),
        "reason": pl.when(ends).then(reason).otherwise("reason"),
    }


def entered(entering: pl.DataFrame, *, after: int, now: Now) -> pl.DataFrame:
    """Return new runs (columns of ROWS) at the place before the first node, numbered from `after` on.

    Whoever enters has the columns of entries.CANDIDATES, `unit`, `is_held` and `goal_days`.
    """
    is_held = pl.col("is_held")
    made = entering.select(
        "journey_id",
        "version_id",
        "customer_id",
        "entry_key",
        "entry",
        "unit",
        row=pl.int_range(after, after + pl.len(), dtype=pl.Int64),
        id=pl.lit(None, pl.Int64),
        entry_seq="seq",
        since_seq="seq",
        since_position="position",
        arm=pl.when(is_held).then(pl.lit(HOLDOUT)).otherwise(pl.lit("")),
        state=pl.when(is_held).then(pl.lit(HELD_OUT)).otherwise(pl.lit(ACTIVE)),
        node=pl.lit(ENTRY),
        visit=pl.lit(1, pl.Int32),
        enrolled_at=instants(now),
        due_at=pl.when(~is_held).then(instants(now)),
        ended_at=pl.lit(None, INSTANT),
        reason=pl.lit(""),
        goal_at=pl.lit(None, INSTANT),
        goal_until=instants(now) + pl.duration(days="goal_days", time_unit="us"),
    )
    return made.select(pl.col(name).cast(kind) for name, kind in ROWS.items())
