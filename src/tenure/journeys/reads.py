"""Read what a flush of journeys needs, each with one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl
from django.db.models import Exists, F, OuterRef, Q

from tenure.journeys.models import NodeCountRow, StepRow, VersionRow
from tenure.journeys.queries import version_of
from tenure.journeys.rules.counts import CHANGES, COUNTS, summed
from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entries import Opening
from tenure.journeys.rules.runs import RUN
from tenure.platform.columns import among, select_frame

_NAMES = ", ".join(f"e.{name}" for name in RUN)


@dataclass(frozen=True, slots=True)
class Scene:
    """The journeys of a workspace that anybody may be in: who takes customers in, and who stands still."""

    openings: tuple[Opening, ...]
    versions: tuple[Version, ...]  # that may have runs
    paused: frozenset[int]  # versions of journeys that are paused


def scene(workspace_id: int) -> Scene:
    """Return the journeys of a workspace that anybody may be in."""
    met = Exists(NodeCountRow.objects.filter(workspace_id=workspace_id, version=OuterRef("pk")))
    rows = VersionRow.objects.filter(
        Q(number=F("journey__active_number")) | met, workspace_id=workspace_id, journey__state__in=["active", "paused"]
    )
    found = [(row, version_of(row)) for row in rows.select_related("journey").order_by("journey_id", "number")]
    return Scene(
        openings=tuple(_opening(row, version) for row, version in found if _is_open(row)),
        versions=tuple(version for _, version in found),
        paused=frozenset(version.id for row, version in found if row.journey.state == "paused"),
    )


def due(workspace_id: int, *, now: datetime, limit: int) -> pl.DataFrame:
    """Return the runs (columns of RUN) of active journeys whose time has come, longest waiting first."""
    return select_frame(
        f"SELECT {_NAMES} FROM journeys_enrollment e JOIN journeys_journey j ON j.id = e.journey_id "
        "WHERE e.workspace_id = %s AND e.due_at <= %s AND j.state = 'active' ORDER BY e.due_at, e.id LIMIT %s",
        [workspace_id, now, limit],
        schema=RUN,
    )


def runs_of(workspace_id: int, customer_ids: Sequence[int]) -> pl.DataFrame:
    """Return every run (columns of RUN) of some customers, oldest first."""
    condition, params = among("e.customer_id", customer_ids)
    sql = f"SELECT {_NAMES} FROM journeys_enrollment e WHERE e.workspace_id = %s AND {condition} ORDER BY e.id"
    return select_frame(sql, [workspace_id, *params], schema=RUN)


def runs_named(workspace_id: int, ids: Sequence[int]) -> pl.DataFrame:
    """Return some runs (columns of RUN), oldest first."""
    condition, params = among("e.id", ids)
    sql = f"SELECT {_NAMES} FROM journeys_enrollment e WHERE e.workspace_id = %s AND {condition} ORDER BY e.id"
    return select_frame(sql, [workspace_id, *params], schema=RUN)


def versions(workspace_id: int, ids: Iterable[int]) -> list[Version]:
    """Return some versions."""
    rows = VersionRow.objects.filter(workspace_id=workspace_id, pk__in=list(ids)).order_by("id")
    return [version_of(row) for row in rows]


def _is_open(row: VersionRow) -> bool:
    return row.journey.state == "active" and row.number == row.journey.active_number


def _opening(row: VersionRow, version: Version) -> Opening:
    journey = row.journey
    if journey.activated_seq is None or journey.entries_from is None:
        raise AssertionError(f"the active journey {journey.key} was never activated")
    return Opening(
        journey_id=journey.pk,
        version=version,
        activated_seq=journey.activated_seq,
        entries_from=journey.entries_from,
        version_seq=journey.version_seq or journey.activated_seq,
    )


def counted(workspace_id: int, condition: str = "true", params: Sequence[object] = ()) -> pl.DataFrame:
    """Return what the runs `e` for which a condition holds count for (columns of CHANGES), by the rows themselves."""
    # One statement sees one instant, whatever is written meanwhile.
    theirs = f"e.workspace_id = %s AND {condition}"
    sql = f"""
        SELECT e.version_id, e.node, 0, COUNT(CASE e.state WHEN 'active' THEN 1 END),
            COUNT(CASE e.state WHEN 'quarantined' THEN 1 END), COUNT(CASE e.state WHEN 'exited' THEN 1 END), 0, 0, 0
        FROM journeys_enrollment e WHERE {theirs} GROUP BY e.version_id, e.node
        UNION ALL
        SELECT e.version_id, '', COUNT(CASE WHEN e.state <> 'held_out' AND (e.state <> 'active' OR e.node <> '')
            THEN 1 END), 0, 0, 0, COUNT(CASE e.state WHEN 'held_out' THEN 1 END),
            COUNT(CASE WHEN e.goal_at IS NOT NULL AND e.arm <> 'holdout' THEN 1 END),
            COUNT(CASE WHEN e.goal_at IS NOT NULL AND e.arm = 'holdout' THEN 1 END)
        FROM journeys_enrollment e WHERE {theirs} GROUP BY e.version_id
        UNION ALL
        SELECT e.version_id, s.node, COUNT(*), 0, 0, 0, 0, 0, 0 FROM journeys_step s
        JOIN journeys_enrollment e ON e.id = s.enrollment_id WHERE {theirs} GROUP BY e.version_id, s.node
    """
    return summed([select_frame(sql, [workspace_id, *params] * 3, schema=CHANGES)])


def count_differences(workspace_id: int) -> pl.DataFrame:
    """Return by how much kept counts are off (columns of CHANGES, `journey`, `version`); nothing when they are true."""
    names = ", ".join(CHANGES)
    sql = f"SELECT {names} FROM journeys_node_count WHERE workspace_id = %s"
    kept = select_frame(sql, [workspace_id], schema=CHANGES)
    off = summed([kept, counted(workspace_id).with_columns(-pl.col(COUNTS))])
    sql = (
        "SELECT v.id, j.key, v.number FROM journeys_version v JOIN journeys_journey j ON j.id = v.journey_id "
        "WHERE v.workspace_id = %s"
    )
    named = {"version_id": pl.Int64(), "journey": pl.String(), "version": pl.Int64()}
    names_of = select_frame(sql, [workspace_id], schema=named)
    return off.join(names_of, on="version_id", how="left").sort("journey", "version", "node")


def enrolled(workspace_id: int, journey_id: int) -> pl.DataFrame:
    """Return the `customer_id` and `entry_key` of every run of a journey."""
    sql = "SELECT customer_id, entry_key FROM journeys_enrollment WHERE workspace_id = %s AND journey_id = %s"
    return select_frame(sql, [workspace_id, journey_id], schema={"customer_id": pl.Int64(), "entry_key": pl.String()})


def overdue(workspace_id: int, *, by: timedelta) -> pl.DataFrame:
    """Return `id, journey, due_at` of runs of active journeys that were due long before the last step of anybody."""
    last = StepRow.objects.filter(workspace_id=workspace_id).order_by("-pk").values_list("at", flat=True).first()
    schema = {"id": pl.Int64(), "journey": pl.String(), "due_at": RUN["due_at"]}
    if last is None:
        return pl.DataFrame(schema=schema)
    return select_frame(
        "SELECT e.id, j.key, e.due_at FROM journeys_enrollment e JOIN journeys_journey j ON j.id = e.journey_id "
        "WHERE e.workspace_id = %s AND e.due_at < %s AND e.state = 'active' AND j.state = 'active' ORDER BY e.id",
        [workspace_id, last - by],
        schema=schema,
    )


def exited(workspace_id: int, ids: Sequence[int]) -> list[int]:
    """Return which of some runs were ended by an event, a journey or a merge."""
    condition, params = among("id", ids)
    sql = f"SELECT id FROM journeys_enrollment WHERE workspace_id = %s AND state = 'exited' AND {condition} ORDER BY id"
    return select_frame(sql, [workspace_id, *params], schema={"id": pl.Int64()})["id"].to_list()


def runs_in(workspace_id: int, journey_id: int, *, other_than: int, only: int | None) -> pl.DataFrame:
    """Return the active runs (columns of RUN) of a journey that are not of a version, or only those of another one."""
    # Whoever is active is due at some time: said so, an index finds them among all who ever entered.
    sql = (
        f"SELECT {_NAMES} FROM journeys_enrollment e WHERE e.workspace_id = %s AND e.journey_id = %s "
        "AND e.due_at IS NOT NULL AND e.state = 'active' AND e.version_id <> %s ORDER BY e.id"
    )
    runs = select_frame(sql, [workspace_id, journey_id, other_than], schema=RUN)
    return runs if only is None else runs.filter(pl.col("version_id") == only)


def told_lately(workspace_id: int, name: str) -> pl.DataFrame:
    """Return `customer_id` and `properties` of recorded events of a name that are not in the stream yet."""
    sql = "SELECT customer_id, properties FROM platform_recordedevent WHERE workspace_id = %s AND name = %s"
    return select_frame(sql, [workspace_id, name], schema={"customer_id": pl.Int64(), "properties": pl.String()})
