"""Give the enrollments of a customer who was merged to the customer it is now."""

from datetime import datetime

import polars as pl

from tenure.events.rules.vocabulary.journeys import EXITED
from tenure.journeys.rules.engine import ACTIVE, COMPLETED
from tenure.journeys.rules.merging import REASON, changes, merging
from tenure.journeys.services.node_counts import add_counts
from tenure.messaging.services.cancel_messages import cancel_messages
from tenure.platform.columns import among, select_frame, update_frame
from tenure.platform.services.effects import drop_effects
from tenure.platform.services.record import record_many

INSTANT = pl.Datetime("us", "UTC")
_ENROLLMENTS = {
    "id": pl.Int64(),
    "journey_id": pl.Int64(),
    "version_id": pl.Int64(),
    "customer_id": pl.Int64(),
    "entry_key": pl.String(),
    "state": pl.String(),
    "node": pl.String(),
    "enrolled_at": INSTANT,
    "ended_at": INSTANT,
    "reason": pl.String(),
    "journey": pl.String(),
    "version": pl.Int64(),
}


def merge_enrollments(workspace_id: int, pairs: pl.DataFrame, *, now: datetime) -> None:
    """Move enrollments from each `from_id` of `pairs` to its `to_id` in the caller's transaction.

    Where both are in one journey, the older enrollment stays and the other one ends where it is: what it asked for
    and was not sent yet is not sent any more.
    """
    decided = merging(_enrollments(workspace_id, pairs), pairs)
    # First, so that the place they held is free.
    update_frame("journeys_enrollment", _ended(decided.ended, now=now))
    moved = decided.staying.filter(pl.col("whose") != pl.col("customer_id"))
    update_frame("journeys_enrollment", moved.select("id", customer_id="whose"))
    add_counts(workspace_id, changes(decided.ended))
    record_many(_exits(workspace_id, decided.ended.filter(state=ACTIVE), now=now))
    _take_back(workspace_id, decided.ended, now=now)


def _take_back(workspace_id: int, ended: pl.DataFrame, *, now: datetime) -> None:
    """Undo what enrollments asked of other rooms, as far as nobody did it yet."""
    if ended.is_empty():
        return
    ids = ended["id"].to_list()
    # Other rooms may know the customer still by the old id, or already by the new one.
    whose = pl.concat([ended["customer_id"], ended["whose"]]).unique().to_list()
    drop_effects(workspace_id, customer_ids=whose, starting=[f"enrollment:{each}:" for each in ids])
    cancel_messages(workspace_id, ids, customer_ids=whose, reason=REASON, now=now)


def _enrollments(workspace_id: int, pairs: pl.DataFrame) -> pl.DataFrame:
    condition, params = among("e.customer_id", pl.concat([pairs["from_id"], pairs["to_id"]]).unique().to_list())
    names = ", ".join(f"e.{name}" for name in list(_ENROLLMENTS)[:-2])
    sql = (
        f"SELECT {names}, j.key, v.number FROM journeys_enrollment e JOIN journeys_journey j ON j.id = e.journey_id "
        f"JOIN journeys_version v ON v.id = e.version_id WHERE e.workspace_id = %s AND {condition} ORDER BY e.id"
    )
    return select_frame(sql, [workspace_id, *params], schema=_ENROLLMENTS)


def _ended(ended: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Return enrollments as they are when they gave way; those that were done already only change hands."""
    was_done = pl.col("state") == COMPLETED
    return ended.select(
        "id",
        customer_id="whose",
        entry_key=pl.format("merged:{}", "id"),
        state=pl.lit(COMPLETED),
        due_at=pl.lit(None, INSTANT),
        ended_at=pl.when(was_done).then("ended_at").otherwise(pl.lit(now)),
        reason=pl.when(was_done).then("reason").otherwise(pl.lit(REASON)),
    )


def _exits(workspace_id: int, ended: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    told = ended.with_columns(enrollment=pl.format("enr_{}", "id"), reason=pl.lit(REASON))
    return told.select(
        workspace_id=pl.lit(workspace_id, pl.Int64),
        customer_id="whose",
        name=pl.lit(EXITED.name),
        occurred_at=pl.lit(now),
        properties=pl.struct("enrollment", "journey", "version", "reason").struct.json_encode(),
        message_id=pl.format("{}:{}", pl.lit(EXITED.name), "enrollment"),
    )
