"""Tell which runs the events of a flush move: out at an exit, to the goal, or on from where they wait."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.holding import holding
from tenure.journeys.rules.moments import Now, instants

GOAL, EXIT, WAY = "goal", "exit", "way"
# One event may say several things of a run: to have reached the goal goes before leaving without.
_RANKS: Final = {GOAL: 0, EXIT: 1, WAY: 2}

# What a run is asked for.
RUNS: Final = pl.Schema(
    {
        "row": pl.Int64(),
        "id": pl.Int64(),
        "version_id": pl.Int64(),
        "customer_id": pl.Int64(),
        "state": pl.String(),
        "node": pl.String(),
        "entry": pl.String(),
        "enrolled_at": pl.Datetime("us", "UTC"),
        "since_seq": pl.Int64(),
        "since_position": pl.Int64(),
        "goal_at": pl.Datetime("us", "UTC"),
        "goal_until": pl.Datetime("us", "UTC"),
    }
)
# The first event after its place that moves each run.
MATCHES: Final = pl.Schema(
    {
        "row": pl.Int64(),
        "customer_id": pl.Int64(),
        "seq": pl.Int64(),
        "position": pl.Int64(),
        "now": pl.Datetime("us", "UTC"),
        "action": pl.String(),
        "way": pl.String(),  # the way that it opens, where the action is `way`
        "event": pl.String(),
        "occurred_at": pl.Datetime("us", "UTC"),
    }
)
_LISTENERS: Final = pl.Schema(
    {
        "listener": pl.Int64(),
        "version_id": pl.Int64(),
        "node": pl.String(),  # null: wherever the run is
        "event": pl.String(),
        "action": pl.String(),
        "way": pl.String(),
        "rank": pl.Int64(),
        "where": pl.Int64(),  # the number of its condition
    }
)


@dataclass(frozen=True, slots=True)
class Listening:
    """What the stream is watched for, for runs of some versions."""

    listeners: pl.DataFrame
    conditions: tuple[str | None, ...]

    @property
    def events(self) -> frozenset[str]:
        """Return the events that are listened for."""
        return frozenset(self.listeners["event"])


def listening(versions: Iterable[Version], *, paused: Collection[int] = ()) -> Listening:
    """Return what the stream is watched for, for runs of some versions.

    Runs of those that are paused do not move, but they end: who bought meanwhile is not reminded later.
    """
    rows: list[tuple[int, str | None, str, str, str | None, str | None]] = []
    for version in versions:
        journey = version.journey
        if journey.goal is not None:
            rows.append((version.id, None, journey.goal.event, GOAL, None, journey.goal.where))
        rows.extend((version.id, None, each.event, EXIT, None, each.where) for each in journey.exits)
        if version.id not in paused:
            rows.extend((version.id, each.node, each.event, WAY, each.way, each.where) for each in journey.listeners())
    conditions = tuple(dict.fromkeys(where for *_, where in rows))
    numbers = {where: number for number, where in enumerate(conditions)}
    told = [
        (number, version_id, node, event, action, way, _RANKS[action], numbers[where])
        for number, (version_id, node, event, action, way, where) in enumerate(rows)
    ]
    return Listening(pl.DataFrame(told, schema=_LISTENERS, orient="row"), conditions)


def matches(events: pl.DataFrame, runs: pl.DataFrame, heard: Listening, *, facts: Facts, now: Now) -> pl.DataFrame:
    """Return the first of some events (columns of entries.ACTS) that moves each run (columns of RUNS): MATCHES."""
    pairs = _pairs(events, runs, heard)
    if pairs.is_empty():
        return pl.DataFrame(schema=MATCHES)
    held = _held(pairs.with_columns(now=instants(now)), heard, facts).sort("row", "seq", "position", "rank", "listener")
    return held.unique("row", keep="first", maintain_order=True).select(MATCHES.names())


def _held(pairs: pl.DataFrame, heard: Listening, facts: Facts) -> pl.DataFrame:
    """Return the pairs for which the condition of the listener holds."""
    if heard.conditions == (None,):
        return pairs
    parts = pairs.partition_by("where", as_dict=True)
    return pl.concat(
        part if where is None else part.filter(holding(part, where, facts=facts))
        for where, part in ((heard.conditions[int(str(number))], part) for (number,), part in parts.items())
    )


def _pairs(events: pl.DataFrame, runs: pl.DataFrame, heard: Listening) -> pl.DataFrame:
    """Return each event with each run of its customer that listens for it, whatever the condition."""
    later = (pl.col("seq") > pl.col("since_seq")) | (
        (pl.col("seq") == pl.col("since_seq")) & (pl.col("position") > pl.col("since_position"))
    )
    is_open = (pl.col("state") == "active") | (pl.col("goal_until").is_not_null() & pl.col("goal_at").is_null())
    met = runs.filter(is_open).select(RUNS.names()).join(events, on="customer_id").filter(later)
    # Mostly nothing happens to a run after what just did.
    if met.is_empty():
        return met
    is_active = pl.col("state") == "active"
    awaits_goal = pl.col("goal_at").is_null() & (pl.col("occurred_at") <= pl.col("goal_until")).fill_null(value=False)
    is_here = pl.col("node_right").is_null() | (pl.col("node") == pl.col("node_right"))
    is_meant = pl.when(pl.col("action") == GOAL).then(awaits_goal).otherwise(is_active & is_here)
    return met.join(heard.listeners, on=["version_id", "event"]).filter(is_meant)
