"""Offer journeys to be read as experiments: who was held out of each, and who met which arm at a node."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Kept:
    """A version of a journey, its number, and since when it is there."""

    number: int
    since: datetime
    journey: Journey


def sources(workspace_id: int) -> list[Source]:
    """Return what every journey that was ever activated can be read as."""
    rows = JourneyRow.objects.filter(workspace_id=workspace_id, active_number__isnull=False).order_by("id")
    return [source for row in rows for source in _of(row)]


def holdout_outcomes(workspace_id: int, key: str, *, version: int) -> pl.DataFrame:
    """Return who entered a journey or was held out of it, since a version."""
    found = _first(queries.outcomes(workspace_id, key), version=version)
    return found.with_columns(arm=pl.when(pl.col("arm") == HOLDOUT).then("arm").otherwise(pl.lit(JOURNEY)))


def variant_outcomes(workspace_id: int, key: str, node: str, *, version: int) -> pl.DataFrame:
    """Return who met which arm at a node of a journey, since a version; a goal reached before does not count."""
    met = _first(queries.exposures(workspace_id, key).filter(pl.col("node") == node), version=version)
    goal_at = pl.when(pl.col("goal_at") >= pl.col("at")).then("goal_at")
    return met.select("unit", "arm", entered_at="at", goal_at=goal_at)


def _first(met: pl.DataFrame, *, version: int) -> pl.DataFrame:
    """Return the first time of each customer, without those who were there before a version.

    What comes of later times does not count: when somebody comes again depends on the arm of the first time.
    """
    is_new = [pl.col("version").min().over(whose) >= version for whose in ("unit", "customer_id")]
    return met.filter(is_new).unique("customer_id", keep="first", maintain_order=True)


def _of(row: JourneyRow) -> Iterator[Source]:
    """Yield the holdout of a journey that has a goal, and each of its nodes that has arms."""
    versions = [
        _Kept(each.number, each.created_at, queries.version_of(each).journey)
        for each in VersionRow.objects.filter(journey=row, number__lte=row.active_number).order_by("-number")
    ]
    journey = versions[0].journey
    if journey.goal is None:
        return
    everywhere, is_running = global_holdout(row.workspace_id), row.state == "active"
    everywhere_since = global_holdout_since(row.workspace_id) or row.created_at
    if journey.holdout:
        share = 1 - (1 - journey.holdout) * (1 - everywhere)
        unchanged = _unchanged(versions, lambda each: each.holdout)
        yield Source(
            key=row.key,
            name=journey.name,
            kind="holdout",
            arms={JOURNEY: 1 - share, HOLDOUT: share},
            control=HOLDOUT,
            since=max(unchanged.since, everywhere_since),
            outcomes=partial(holdout_outcomes, row.workspace_id, row.key, version=unchanged.number),
            is_running=is_running,
        )
    for node, arms in _nodes(journey).items():
        unchanged = _unchanged(versions, partial(_arms, node=node))
        yield Source(
            key=f"{row.key}.{node}",
            name=f"{journey.name}: {node}",
            kind="variant",
            arms=arms,
            control=next(iter(arms)),
            since=unchanged.since,
            outcomes=partial(variant_outcomes, row.workspace_id, row.key, node, version=unchanged.number),
            is_running=is_running,
        )


def _nodes(journey: Journey) -> Mapping[str, Mapping[str, float]]:
    """Return the arms of each node that has any, with their shares, in their order."""
    drawn = {node.id: {each.name: each.share for each in node.variants} for node in journey.nodes if node.variants}
    splits = {node.id: dict(shares) for node in journey.nodes if (shares := node.settings.shares())}
    return drawn | splits


def _arms(journey: Journey, *, node: str) -> Mapping[str, float] | None:
    return _nodes(journey).get(node)


def _unchanged(versions: Sequence[_Kept], drawn: Callable[[Journey], object]) -> _Kept:
    """Return the first version whose shares are those of now; `versions` are newest first.

    It may have waited for its activation: until then customers entered, and were drawn, by the one before.
    """
    now = drawn(versions[0].journey)
    *_, first = takewhile(lambda each: drawn(each.journey) == now, versions)
    return first
