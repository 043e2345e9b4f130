"""Let the events of a flush, and then the time, act on runs: in memory, in the order in which things happened.

Each round takes what happens next to each customer: events end runs, bring them to their goals, and open ways from
where they wait; then whoever wants in at that place enters. Later events of the same flush act on what came of it.
"""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from tenure.journeys.rules import engine
from tenure.journeys.rules.definition import ENTRY
from tenure.journeys.rules.entries import LAST
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.listening import EXIT, GOAL, MATCHES, WAY, Listening, matches
from tenure.journeys.rules.node_types import NodeTypes
from tenure.journeys.rules.reentries import decided
from tenure.journeys.rules.runs import CHANGING, EXITED, HELD_OUT, HOLDOUT, INSTANT, ROWS

REFUSED = pl.Schema(
    {
        "journey_id": pl.Int64(),
        "version_id": pl.Int64(),
        "customer_id": pl.Int64(),
        "seq": pl.Int64(),
        "other": pl.String(),
    }
)


@dataclass(frozen=True, slots=True)
class World:
    """What runs meet: definitions, what is listened for, the terms of entry, kinds of nodes, facts, and the time.

    At most `limit` of those who enter move at once; the others wait at the entry, where they are due.
    """

    definitions: engine.Table
    heard: Listening
    terms: pl.DataFrame
    node_types: NodeTypes
    facts: Facts
    now: datetime
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
    passage = _Passage(runs, world)
    passage.hear(events, candidates)
    passage.let_time_act(due, seq=int(events["seq"].max() or 0))  # type: ignore[arg-type]  # an integer column
    return passage.result()


class _Passage:
    """Keep what is so far while rounds go on."""

    def __init__(self, runs: pl.DataFrame, world: World) -> None:
        self._runs, self._world = runs.select(ROWS.names()).cast(ROWS), world
        self._touched = pl.Series("row", [], dtype=pl.Int64)
        self._steps, self._effects = [pl.DataFrame(schema=engine.STEPS)], [pl.DataFrame(schema=engine.EFFECTS)]
        self._refused = [pl.DataFrame(schema=REFUSED)]
        self._left = world.limit

    def hear(self, events: pl.DataFrame, candidates: pl.DataFrame) -> None:
        """Let events and entries act, round by round."""
        waiting, found = candidates, self._matches(events, self._runs)
        while found.height or waiting.height:
            first = _first_places(found, waiting)
            here, coming = _at(found, first), _at(waiting, first)
            waiting = waiting.join(first, on=["customer_id", "seq", "position"], how="anti", maintain_order="left")
            touched = self._round(here, coming)
            again = self._matches(events, self._runs.join(touched.to_frame(), on="row", how="semi"))
            found = pl.concat([found.join(touched.to_frame(), on="row", how="anti"), again])

    def let_time_act(self, due: pl.Series, *, seq: int) -> None:
        """Move those whose time has come, and whom no event moved."""
        rest = self._runs.filter(pl.col("row").is_in(due.implode()) & ~pl.col("row").is_in(self._touched.implode()))
        if rest.height:
            place = {"since_seq": pl.max_horizontal("since_seq", pl.lit(seq)), "since_position": pl.lit(LAST, pl.Int64)}
            self._advance(rest.with_columns(way=pl.lit(None, pl.String), **place))
            self._touch(rest["row"])

    def result(self) -> Passed:
        """Return what came of it; what a run that ended asked for is not done."""
        runs = self._runs.filter(pl.col("row").is_in(self._touched.implode()))
        ended = runs.filter(pl.col("state") == EXITED).select("row")
        return Passed(
            runs,
            pl.concat(self._steps, how="diagonal"),
            pl.concat(self._effects, how="diagonal").join(ended, on="row", how="anti", maintain_order="left"),
            pl.concat(self._refused),
        )

    def _matches(self, events: pl.DataFrame, runs: pl.DataFrame) -> pl.DataFrame:
        if events.is_empty() or runs.is_empty():
            return pl.DataFrame(schema=MATCHES)
        return matches(events, runs, self._world.heard, facts=self._world.facts, now=self._world.now)

    def _round(self, here: pl.DataFrame, coming: pl.DataFrame) -> pl.Series:
        """Let one place of each customer act; return the rows that it touched."""
        self._replace(_met(self._runs, here, now=self._world.now))
        decision = decided(coming, self._runs, self._world.terms, now=self._world.now)
        self._replace(_displaced(self._runs, decision.displaced, now=self._world.now))
        self._refused.append(decision.refused.select(REFUSED.names()).cast(REFUSED))
        new = entered(decision.entering, after=self._runs.height, now=self._world.now)
        self._runs = pl.concat([self._runs, new])
        moving = self._runs.join(here.filter(pl.col("action") == WAY).select("row", "way"), on="row")
        entering = new.filter(pl.col("state") == engine.ACTIVE).head(self._left)
        self._left -= entering.height
        self._advance(pl.concat([moving, entering.with_columns(way=pl.lit(None, pl.String))]))
        touched = pl.concat([here["row"], decision.displaced["row"], new["row"]]).unique()
        self._touch(touched)
        return touched

    def _advance(self, moving: pl.DataFrame) -> None:
        """Let the engine move runs, which know the `way` that they take."""
        if moving.is_empty():
            return
        world = self._world
        moved = engine.advance(moving, world.definitions, node_types=world.node_types, now=world.now, facts=world.facts)
        is_over = pl.col("state") == engine.COMPLETED
        standing = moved.standing.with_columns(ended_at=pl.when(is_over).then(pl.lit(world.now)))
        kept = moving.drop("way", "node", "visit", "state", "due_at", "reason", "ended_at")
        self._replace(kept.join(standing, on="row"))
        self._steps.append(moved.steps)
        self._effects.append(moved.effects)

    def _replace(self, changed: pl.DataFrame) -> None:
        if changed.height:
            told = changed.select("row", *CHANGING)
            self._runs = self._runs.update(told, on="row", how="left", include_nulls=True).select(ROWS.names())

    def _touch(self, rows: pl.Series) -> None:
        self._touched = pl.concat([self._touched, rows]).unique()


def _first_places(found: pl.DataFrame, waiting: pl.DataFrame) -> pl.DataFrame:
    names = ["customer_id", "seq", "position"]
    places = pl.concat([found.select(names), waiting.select(names)])
    return places.sort("seq", "position").unique("customer_id", keep="first", maintain_order=True)


def _at(happening: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    return happening.join(places, on=["customer_id", "seq", "position"], how="semi", maintain_order="left")


def _met(runs: pl.DataFrame, here: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Return the runs that events reached, as they are then; who goes a way is moved later."""
    met = runs.join(here.select("row", "seq", "position", "action", "event", "occurred_at"), on="row")
    is_goal, is_active = pl.col("action") == GOAL, pl.col("state").is_in([engine.ACTIVE, engine.QUARANTINED])
    ends = is_active & pl.col("action").is_in([GOAL, EXIT])
    return met.with_columns(
        since_seq="seq",
        since_position="position",
        goal_at=pl.when(is_goal).then("occurred_at").otherwise("goal_at"),
        **_exited(ends, pl.when(is_goal).then(pl.lit(GOAL)).otherwise(pl.format("event:{}", "event")), now=now),
    )


def _displaced(runs: pl.DataFrame, displaced: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    met = runs.join(displaced, on="row")
    return met.with_columns(**_exited(pl.lit(value=True), pl.format("displaced:{}", "other"), now=now))


def _exited(ends: pl.Expr, reason: pl.Expr, *, now: datetime) -> dict[str, pl.Expr]:
    return {
        "state": pl.when(ends).then(pl.lit(EXITED)).otherwise("state"),
        "due_at": pl.when(~ends).then("due_at"),
        "ended_at": pl.when(ends).then(pl.lit(now)).otherwise("ended_at"),
        "reason": pl.when(ends).then(reason).otherwise("reason"),
    }


def entered(entering: pl.DataFrame, *, after: int, now: datetime) -> pl.DataFrame:
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
        state=pl.when(is_held).then(pl.lit(HELD_OUT)).otherwise(pl.lit(engine.ACTIVE)),
        node=pl.lit(ENTRY),
        visit=pl.lit(1, pl.Int32),
        enrolled_at=pl.lit(now, INSTANT),
        due_at=pl.when(~is_held).then(pl.lit(now, INSTANT)),
        ended_at=pl.lit(None, INSTANT),
        reason=pl.lit(""),
        goal_at=pl.lit(None, INSTANT),
        goal_until=pl.lit(now, INSTANT) + pl.duration(days="goal_days", time_unit="us"),
    )
    return made.select(ROWS.names()).cast(ROWS)
