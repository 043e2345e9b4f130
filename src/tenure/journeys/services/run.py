"""Bring customers into journeys and along them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

import polars as pl
from django.db import connection, transaction

from tenure.events.queries import reach, since
from tenure.journeys import queries
from tenure.journeys.rules import engine
from tenure.journeys.rules.definition import ENTRY
from tenure.journeys.rules.entries import CANDIDATES, entries
from tenure.journeys.services.write_moves import write_moves
from tenure.platform.faults import fault
from tenure.platform.queries import cursor
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.cursors import advance_cursor
from tenure.signals.queries import snapshot_seq

# How many enrollments one transaction moves, by database: SQLite has one writer, who should not be long.
LIMITS: Mapping[str, int] = {"sqlite": 1_000, "postgresql": 10_000}


@dataclass(frozen=True, slots=True)
class News:
    """What the stream says since the last flush: who wants to enter, and up to which `seq` that was read."""

    candidates: pl.DataFrame
    up_to: int


def run(workspace: Workspace, now: datetime) -> int:
    """Enter and advance customers until all of them wait or are done; return how many were moved.

    Each flush is one transaction with a number of statements that does not depend on how many customers,
    journeys or nodes it is about. A crash leaves the last flush as it was, and the next run repeats the rest.
    """
    moved = 0
    while (news := _news(workspace.id, now)) is not None:
        with transaction.atomic():
            moved += _flush(workspace.id, news, now)
        fault("journey_advanced")
    return moved


def _news(workspace_id: int, now: datetime) -> News | None:
    """Return what the stream says since the last flush; None when nothing at all is to be done."""
    # Only events whose traits are in the snapshot: an identify and a track in one batch are seen together.
    place, end = cursor(workspace_id, "journeys"), snapshot_seq(workspace_id)
    nobody = pl.DataFrame(schema=CANDIDATES)
    if place >= end:
        due_at = queries.next_due_at(workspace_id)
        return News(nobody, place) if due_at is not None and due_at <= now else None
    journeys = queries.open_journeys(workspace_id)
    # Events up to the earliest activation are passed by every journey.
    start = max(place, cast("int", journeys["activated_seq"].min() or 0)) if journeys.height else end
    if start >= end:
        return News(nobody, end)
    up_to = reach(workspace_id, after=start, up_to=end)
    return News(entries(since(workspace_id, after=start, up_to=up_to).lazy(), journeys), up_to)


def _flush(workspace_id: int, news: News, now: datetime) -> int:
    limit = LIMITS[connection.vendor]
    due = queries.due(workspace_id, now=now, limit=limit)
    wanted = {*due["version_id"], *news.candidates["version_id"]}
    versions, active = queries.versions(workspace_id, wanted)
    # A journey may have been paused since its news were read; who is due now goes on by what was read with them.
    before = _standing(due, news.candidates.filter(pl.col("version_id").is_in(active)))
    # A crowd that comes at once is enrolled at once, and moved a limit at a time.
    late = before.filter("is_new")[limit:]
    definitions = engine.table(versions)
    moved = engine.advance(
        before.join(late, on="row", how="anti"), definitions, node_types=queries.node_types(), now=now
    )
    count = write_moves(workspace_id, before, _with_late(moved, late, now), definitions=definitions, now=now)
    advance_cursor(workspace_id, "journeys", news.up_to)
    return count


def _standing(due: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """Return everyone whom a flush moves, with where they stand, numbered by `row`."""
    known = due.with_columns(is_new=pl.lit(value=False))
    new = candidates.with_columns(node=pl.lit(ENTRY), visit=pl.lit(1, pl.Int32), is_new=pl.lit(value=True))
    everyone = pl.concat([known, new], how="diagonal")
    return everyone.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))


def _with_late(moved: engine.Advanced, late: pl.DataFrame, now: datetime) -> engine.Advanced:
    waiting = late.select("row", "node", "visit", state=pl.lit(engine.ACTIVE), due_at=pl.lit(now), reason=pl.lit(""))
    return replace(moved, standing=pl.concat([moved.standing, waiting.cast(engine.STANDING)]))
