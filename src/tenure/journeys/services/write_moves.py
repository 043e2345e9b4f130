"""Write what came of a flush: each kind of row with one statement."""

from datetime import datetime
from typing import Final

import polars as pl

from tenure.journeys.rules.counts import changes
from tenure.journeys.rules.definition import ENTRY
from tenure.journeys.rules.passing import Passed
from tenure.journeys.rules.runs import CHANGING, EXITED, RUN
from tenure.journeys.rules.tables import Table
from tenure.journeys.rules.tellings import tellings
from tenure.journeys.services.node_counts import add_counts
from tenure.journeys.services.take_back import take_back
from tenure.platform.columns import insert_frame, update_frame
from tenure.platform.services.effects import write_effects
from tenure.platform.services.record import record_many

_KEY: Final = ["journey_id", "customer_id", "entry_key"]
_INSERTED: Final = {"id": pl.Int64(), **{name: RUN[name] for name in _KEY}}


def write_moves(workspace_id: int, before: pl.DataFrame, came: Passed, *, definitions: Table, now: datetime) -> int:
    """Write runs, steps, effects, events and counts in the caller's transaction; return how many runs moved.

    `before` has the runs that were touched as they were. Of those that are new, only the ones that were not kept yet
    count; nothing is written for the others.
    """
    after = _kept(workspace_id, came.runs)
    names = definitions.places.select("version_id", "journey", "version").unique()
    whose = pl.lit(workspace_id, pl.Int64)
    named = after.join(names, on="version_id", how="left").with_columns(workspace_id=whose)
    refused = came.refused.join(names, on="version_id").with_columns(workspace_id=whose)
    steps = came.steps.join(after, on="row", how="semi")
    _write_steps(steps, named, now=now)
    _write_effects(came.effects, named, now=now)
    record_many(tellings(before, named, steps, refused, now=now))
    add_counts(workspace_id, changes(before, after, steps))
    _cancel(workspace_id, before, after, now=now)
    return after.height


def _kept(workspace_id: int, runs: pl.DataFrame) -> pl.DataFrame:
    """Keep runs, and return them with their ids."""
    known, new = runs.filter(pl.col("id").is_not_null()), runs.filter(pl.col("id").is_null())
    update_frame("journeys_enrollment", known.select("id", *CHANGING))
    rows = new.drop("row", "id").with_columns(workspace_id=pl.lit(workspace_id, pl.Int64))
    inserted = insert_frame("journeys_enrollment", rows, ignore_conflicts=True, returning=_INSERTED)
    return pl.concat([known, new.drop("id").join(inserted, on=_KEY).select(known.columns)])


def _write_steps(steps: pl.DataFrame, runs: pl.DataFrame, *, now: datetime) -> None:
    met = steps.filter(pl.col("node") != ENTRY).join(runs.select("row", "id", "workspace_id"), on="row")
    insert_frame(
        "journeys_step",
        met.select(
            "workspace_id", "node", "visit", enrollment_id="id", arm=pl.col("arm").fill_null(""), at=pl.lit(now)
        ),
    )


def _write_effects(effects: pl.DataFrame, runs: pl.DataFrame, *, now: datetime) -> None:
    asked = effects.join(runs.select("row", "id", "workspace_id", "customer_id"), on="row")
    write_effects(
        asked.select(
            "workspace_id",
            "customer_id",
            "payload",
            kind="effect",
            key=pl.format("enrollment:{}:{}:{}", "id", "node", "visit"),
            run=pl.format("enrollment:{}", "id"),
            created_at=pl.lit(now),
        )
    )


def _cancel(workspace_id: int, before: pl.DataFrame, after: pl.DataFrame, *, now: datetime) -> None:
    """Take back what runs that ended asked for and nobody did yet."""
    was_open = before.filter(pl.col("state") != EXITED).select("id")
    ended = after.filter(pl.col("state") == EXITED).join(was_open, on="id")
    # Reasons are as many as definitions have exits, however many runs end.
    for (reason,), part in ended.partition_by("reason", as_dict=True).items():
        take_back(workspace_id, part["id"].to_list(), reason=str(reason), now=now)
