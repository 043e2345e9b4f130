"""Offer journeys to be read as experiments: who was held out of each, and who met which arm at a node."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import takewhile

import polars as pl

from tenure.experiments.queries import global_holdout, global_holdout_since
from tenure.experiments.rules.sources import Source
from tenure.journeys import queries
from tenure.journeys.models import JourneyRow, VersionRow
from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.runs import HOLDOUT

JOURNEY = "journey"


def sources(workspace_id: int) -> list[Source]:
    """Return what every journey that was ever activated can be read as."""
    rows = JourneyRow.objects.filter(workspace_id=workspace_id, active_number__isnull=False).order_by("id")
    return [source for row in rows for source in _of(row)]


def holdout_outcomes(workspace_id: int, key: str) -> pl.DataFrame:
    """Return who entered a journey or was held out of it."""
    found = queries.outcomes(workspace_id, key)
    return found.with_columns(arm=pl.when(pl.col("arm") == HOLDOUT).then("arm").otherwise(pl.lit(JOURNEY)))


def variant_outcomes(workspace_id: int, key: str, node: str) -> pl.DataFrame:
    """Return who met which arm at a node of a journey; a goal reached before does not count."""
    met = queries.exposures(workspace_id, key).filter(pl.col("node") == node)
    goals = queries.outcomes(workspace_id, key).select("unit", "customer_id", "goal_at").drop_nulls()
    beside = met.join(goals, on=["unit", "customer_id"], how="left", maintain_order="left")
    goal_at = pl.when(pl.col("goal_at") >= pl.col("at")).then("goal_at")
    return beside.select("unit", "arm", entered_at="at", goal_at=goal_at)


def _of(row: JourneyRow) -> Iterator[Source]:
    """Yield the holdout of a journey that has a goal, and each of its nodes that has arms."""
    versions = [
        (each.created_at, queries.version_of(each).journey)
        for each in VersionRow.objects.filter(journey=row, number__lte=row.active_number).order_by("-number")
    ]
    _, journey = versions[0]
    if journey.goal is None:
        return
    everywhere, is_running = global_holdout(row.workspace_id), row.state == "active"
    everywhere_since = global_holdout_since(row.workspace_id) or row.created_at
    if journey.holdout:
        share = 1 - (1 - journey.holdout) * (1 - everywhere)
        yield Source(
            key=row.key,
            name=journey.name,
            kind="holdout",
            arms={JOURNEY: 1 - share, HOLDOUT: share},
            control=HOLDOUT,
            since=max(_unchanged(versions, lambda each: each.holdout), everywhere_since),
            outcomes=partial(holdout_outcomes, row.workspace_id, row.key),
            is_running=is_running,
        )
    for node, arms in _nodes(journey).items():
        yield Source(
            key=f"{row.key}.{node}",
            name=f"{journey.name}: {node}",
            kind="variant",
            arms=arms,
            control=next(iter(arms)),
            since=_unchanged(versions, partial(_arms, node=node)),
            outcomes=partial(variant_outcomes, row.workspace_id, row.key, node),
            is_running=is_running,
        )


def _nodes(journey: Journey) -> Mapping[str, Mapping[str, float]]:
    """Return the arms of each node that has any, with their shares, in their order."""
    drawn = {node.id: {each.name: each.share for each in node.variants} for node in journey.nodes if node.variants}
    splits = {node.id: dict(shares) for node in journey.nodes if (shares := node.settings.shares())}
    return drawn | splits


def _arms(journey: Journey, *, node: str) -> Mapping[str, float] | None:
    return _nodes(journey).get(node)


def _unchanged(versions: Sequence[tuple[datetime, Journey]], drawn: Callable[[Journey], object]) -> datetime:
    """Return since when the shares are what they are; `versions` are newest first."""
    now = drawn(versions[0][1])
    same = takewhile(lambda each: drawn(each[1]) == now, versions)
    return min(at for at, _ in same)
