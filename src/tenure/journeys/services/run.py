"""Bring customers into journeys and along them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import polars as pl
from django.db import connection, transaction

from tenure.events.queries import reach, since
from tenure.experiments.queries import global_holdout
from tenure.journeys import queries, reads
from tenure.journeys.reads import Scene
from tenure.journeys.rules.arms import with_arms
from tenure.journeys.rules.entries import ACTS, CANDIDATES, acts, entries, entry_events
from tenure.journeys.rules.listening import listening
from tenure.journeys.rules.mentions import traits_asked
from tenure.journeys.rules.passing import World, passed
from tenure.journeys.rules.reentries import terms
from tenure.journeys.rules.runs import ROWS, RUN
from tenure.journeys.rules.tables import table
from tenure.journeys.services.live_facts import live_facts
from tenure.journeys.services.turns import take_turn
from tenure.journeys.services.units import units_of
from tenure.journeys.services.write_moves import write_moves
from tenure.platform.faults import fault
from tenure.platform.queries import cursor
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.cursors import advance_cursor
from tenure.signals.queries import snapshot_seq

# How many runs one transaction moves, by database: SQLite has one writer, who should not be long. See decision 0009.
LIMITS: Mapping[str, int] = {"sqlite": 4_000, "postgresql": 10_000}
_NOBODY: Final = Scene((), (), frozenset())


@dataclass(frozen=True, slots=True)
class News:
    """What the stream says since the last flush, up to which `seq` that was read, and of which journeys."""

    up_to: int
    scene: Scene = _NOBODY
    events: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ACTS))
    candidates: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CANDIDATES))


def run(workspace: Workspace, now: datetime) -> int:
    """Enter and advance customers until all of them wait or are done; return how many runs were moved.

    Each flush is one transaction with a number of statements that does not depend on how many customers,
    journeys or nodes it is about. A crash leaves the last flush as it was, and the next run repeats the rest.
    """
    moved = 0
    while (news := _news(workspace, now)) is not None:
        with transaction.atomic():
            moved += _flush(workspace, news, now)
        fault("journey_advanced")
    return moved


def _news(workspace: Workspace, now: datetime) -> News | None:
    """Return what the stream says since the last flush; None when nothing at all is to be done."""
    # Only events whose traits are in the snapshot: an identify and a track in one batch are seen together.
    place, end = cursor(workspace.id, "journeys"), snapshot_seq(workspace.id)
    if place >= end:
        due_at = queries.next_due_at(workspace.id)
        return News(place) if due_at is not None and due_at <= now else None
    scene = reads.scene(workspace.id)
    heard = listening(scene.versions, paused=scene.paused).events | entry_events(scene.openings)
    if not heard:
        return News(end)
    up_to = reach(workspace.id, after=place, up_to=end)
    events = acts(since(workspace.id, after=place, up_to=up_to).lazy(), heard)
    asked = traits_asked(each.version.journey for each in scene.openings)
    candidates = entries(events, scene.openings, facts=live_facts(workspace, asked), now=now)
    return News(up_to, scene, events, candidates)


def _flush(workspace: Workspace, news: News, now: datetime) -> int:
    take_turn(workspace.id)
    limit = LIMITS[connection.vendor]
    due = reads.due(workspace.id, now=now, limit=limit)
    runs = _runs(workspace.id, news, due)
    if runs.is_empty() and news.candidates.is_empty():
        # What was told is about nobody here, as most of what Tenure itself tells.
        advance_cursor(workspace.id, "journeys", news.up_to)
        return 0
    # A journey may have been paused since its news were read; who is due now goes on by what was read with them.
    scene = reads.scene(workspace.id)
    coming = _coming(workspace, news, runs, scene)
    world = _world(workspace, scene, runs, coming, now=now, limit=limit)
    timely = runs.filter(pl.col("id").is_in(due["id"].implode()))["row"]
    came = passed(runs, news.events, coming, timely, world=world)
    before = runs.join(came.runs, on="row", how="semi")
    count = write_moves(workspace.id, before, came, definitions=world.definitions, now=now)
    advance_cursor(workspace.id, "journeys", news.up_to)
    return count


def _runs(workspace_id: int, news: News, due: pl.DataFrame) -> pl.DataFrame:
    """Return the runs (columns of ROWS) that a flush may touch, and those that decide about entries."""
    whose = news.events["customer_id"].unique().sort()
    of_them = reads.runs_of(workspace_id, whose.to_list()) if len(whose) else pl.DataFrame(schema=RUN)
    everyone = pl.concat([of_them, due.join(of_them, on="id", how="anti", maintain_order="left")])
    return everyone.with_row_index("row").cast({"row": pl.Int64()}).select(ROWS.names())


def _coming(workspace: Workspace, news: News, runs: pl.DataFrame, scene: Scene) -> pl.DataFrame:
    """Return who wants in, with the unit by which their arm is drawn, and whether they are only watched."""
    # Who was let in by a version that another one has replaced since then enters that one.
    versions = {opening.version.id: opening.version for opening in scene.openings}
    current = [(opening.journey_id, opening.version.id) for opening in scene.openings]
    names = {"journey_id": pl.Int64, "version_id": pl.Int64}
    candidates = news.candidates.drop("version_id").join(
        pl.DataFrame(current, schema=names, orient="row"), on="journey_id", maintain_order="left"
    )
    known = units_of(workspace.id, candidates, versions)
    share = global_holdout(workspace.id) if candidates.height else 0.0
    return with_arms(known, runs, versions, salt=workspace.public_id, everywhere=share)


def _world(
    workspace: Workspace, scene: Scene, runs: pl.DataFrame, coming: pl.DataFrame, *, now: datetime, limit: int
) -> World:
    wanted = {*runs["version_id"].unique(), *coming["version_id"].unique()}
    versions = [each for each in scene.versions if each.id in wanted]
    definitions = table(versions)
    facts = live_facts(workspace, definitions.traits | traits_asked(each.journey for each in versions))
    heard = listening(versions, paused=scene.paused)
    return World(definitions, heard, terms(versions), queries.node_types(), facts, now, limit)
