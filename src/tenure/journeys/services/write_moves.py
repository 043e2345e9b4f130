"""Write what the engine decided: each kind of row with one statement."""

from dataclasses import replace
from datetime import datetime

import polars as pl

from tenure.events.rules.vocabulary.journeys import ENTERED, EXITED
from tenure.journeys.rules.counts import changes
from tenure.journeys.rules.definition import ENTRY
from tenure.journeys.rules.engine import COMPLETED, Advanced, Table
from tenure.journeys.services.node_counts import add_counts
from tenure.platform.columns import insert_frame, update_frame
from tenure.platform.services.effects import write_effects
from tenure.platform.services.record import record_many

_INSERTED = {
    "id": pl.Int64(),
    "journey_id": pl.Int64(),
    "customer_id": pl.Int64(),
    "entry_key": pl.String(),
}


def write_moves(workspace_id: int, before: pl.DataFrame, moved: Advanced, *, definitions: Table, now: datetime) -> int:
    """Write enrollments, steps, effects, events and counts in the caller's transaction; return how many moved.

    `before` holds who was moved: `row, id, journey_id, version_id, customer_id, entry_key, node, visit, is_new`.
    Of those who are new, only the ones who were not enrolled yet count; nothing is written for the others.
    """
    standing = moved.standing.with_columns(ended_at=pl.when(pl.col("state") == COMPLETED).then(pl.lit(now)))
    known = before.filter(~pl.col("is_new"))
    _update(known.select("row", "id").join(standing, on="row"))
    new = before.filter("is_new").drop("id")
    inserted = _insert(workspace_id, new.drop("node", "visit").join(standing, on="row"), now=now)
    added = new.join(inserted, on=["journey_id", "customer_id", "entry_key"])
    enrolled = pl.concat([known, added], how="diagonal").join(_names(definitions), on="version_id", how="left")

    counted = _only(moved, enrolled)
    whose = enrolled.select(
        "row", "customer_id", "journey", "version", enrollment_id="id", workspace_id=pl.lit(workspace_id, pl.Int64)
    )
    met = counted.steps.join(whose, on="row")
    insert_frame(
        "journeys_step",
        met.filter(pl.col("node") != ENTRY).select("workspace_id", "enrollment_id", "node", "visit", at=pl.lit(now)),
    )
    write_effects(_effects(counted.effects.join(whose, on="row"), now=now))
    record_many(_events(met, counted.standing.join(whose, on="row"), now=now))
    add_counts(workspace_id, changes(enrolled, counted))
    return enrolled.height


def _update(standing: pl.DataFrame) -> None:
    update_frame("journeys_enrollment", standing.drop("row"))


def _insert(workspace_id: int, standing: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    rows = standing.drop("row", "is_new").with_columns(
        workspace_id=pl.lit(workspace_id, pl.Int64), enrolled_at=pl.lit(now)
    )
    return insert_frame("journeys_enrollment", rows, ignore_conflicts=True, returning=_INSERTED)


def _names(definitions: Table) -> pl.DataFrame:
    return definitions.places.select("version_id", "journey", "version").unique()


def _only(moved: Advanced, enrolled: pl.DataFrame) -> Advanced:
    """Return the moves of those who are really enrolled."""
    return replace(
        moved,
        standing=moved.standing.join(enrolled, on="row", how="semi"),
        steps=moved.steps.join(enrolled, on="row", how="semi"),
        effects=moved.effects.join(enrolled, on="row", how="semi"),
    )


def _effects(asked: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    return asked.select(
        "workspace_id",
        "customer_id",
        "payload",
        kind="effect",
        key=pl.format("enrollment:{}:{}:{}", "enrollment_id", "node", "visit"),
        created_at=pl.lit(now),
    )


def _events(met: pl.DataFrame, standing: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Return who entered and who left as events of the vocabulary."""
    entered = met.filter(pl.col("node") == ENTRY)
    exited = standing.filter(pl.col("state") == COMPLETED).with_columns(reason=pl.col("state"))
    return pl.concat(
        [_event(ENTERED.name, entered, now=now), _event(EXITED.name, exited, "reason", now=now)],
    )


def _event(name: str, whose: pl.DataFrame, *more: str, now: datetime) -> pl.DataFrame:
    told = whose.with_columns(enrollment=pl.format("enr_{}", "enrollment_id"))
    return told.select(
        "workspace_id",
        "customer_id",
        name=pl.lit(name),
        occurred_at=pl.lit(now),
        properties=pl.struct("enrollment", "journey", "version", *more).struct.json_encode(),
        message_id=pl.format("{}:{}", pl.lit(name), "enrollment"),
    )
