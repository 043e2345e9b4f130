"""Give the runs of a customer who was merged to the customer it is now."""

from datetime import datetime
from typing import Final

import polars as pl

from tenure.events.rules.vocabulary.journeys import EXITED as LEFT
from tenure.journeys import reads
from tenure.journeys.rules.counts import changes
from tenure.journeys.rules.merging import REASON, merging
from tenure.journeys.rules.outcomes import STEPS
from tenure.journeys.rules.reentries import terms
from tenure.journeys.rules.runs import ACTIVE, COMPLETED, EXITED, HELD_OUT, INSTANT, QUARANTINED
from tenure.journeys.rules.tables import table
from tenure.journeys.rules.tellings import run_events
from tenure.journeys.services.node_counts import add_counts
from tenure.journeys.services.take_back import take_back
from tenure.journeys.services.turns import take_turn
from tenure.platform.columns import update_frame
from tenure.platform.services.record import record_many

_OPEN: Final = [ACTIVE, QUARANTINED]


def merge_enrollments(workspace_id: int, pairs: pl.DataFrame, *, now: datetime) -> None:
    """Move runs from each `from_id` of `pairs` to its `to_id` in the caller's transaction.

    Where both are in one journey, the older run stays; the other one ends where it is, and so does what it asked for.
    """
    take_turn(workspace_id)
    everyone = pl.concat([pairs["from_id"], pairs["to_id"]]).unique().sort()
    runs = reads.runs_of(workspace_id, everyone.to_list())
    versions = reads.versions(workspace_id, runs["version_id"].unique().to_list())
    decided = merging(runs, pairs, terms(versions))
    ended = _ended(decided.ended, now=now)
    # First, so that the place they held is free.
    update_frame("journeys_enrollment", ended)
    moved = decided.staying.filter(pl.col("whose") != pl.col("customer_id"))
    update_frame("journeys_enrollment", moved.select("id", customer_id="whose"))
    before = decided.ended
    after = before.drop("state").join(ended.select("id", "state"), on="id")
    add_counts(workspace_id, changes(before, after, pl.DataFrame(schema=STEPS)))
    names = table(versions).places.select("version_id", "journey", "version").unique()
    left = before.filter(state=ACTIVE).join(names, on="version_id")
    told = left.drop("customer_id").with_columns(
        customer_id="whose", workspace_id=pl.lit(workspace_id, pl.Int64), reason=pl.lit(REASON)
    )
    record_many(run_events(LEFT.name, told, "reason", now=now))
    take_back(workspace_id, before.filter(pl.col("state").is_in(_OPEN))["id"].to_list(), reason=REASON, now=now)


def _ended(ended: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Return runs as they are when they gave way; those that were done already only change hands."""
    is_open = pl.col("state").is_in(_OPEN)
    is_kept = pl.col("state").is_in([COMPLETED, EXITED, HELD_OUT])
    return ended.select(
        "id",
        customer_id="whose",
        entry_key=pl.format("merged:{}", "id"),
        state=pl.when(is_kept).then("state").otherwise(pl.lit(EXITED)),
        due_at=pl.lit(None, INSTANT),
        ended_at=pl.when(is_open).then(pl.lit(now)).otherwise("ended_at"),
        reason=pl.when(is_open | (pl.col("state") == HELD_OUT)).then(pl.lit(REASON)).otherwise("reason"),
    )
