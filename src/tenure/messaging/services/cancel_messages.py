"""Take back messages that runs of journeys asked for and that have not left."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.events.rules.vocabulary.messages import REFUSED
from tenure.messaging.rules.messages import RUN
from tenure.messaging.rules.outcomes import INTERRUPTED, MessageState
from tenure.platform.columns import among, select_frame
from tenure.platform.services.record import record_many

_CANCELED = {
    "customer_id": pl.Int64(),
    "public_id": pl.String(),
    "channel": pl.String(),
    "template": pl.String(),
    "journey": pl.String(),
    "source_run": pl.String(),
    "node": pl.String(),
    "arm": pl.String(),
    "state": pl.String(),
}


def cancel_messages(workspace_id: int, runs: Sequence[int], *, reason: str, now: datetime) -> int:
    """Cancel the queued messages of enrollments in the caller's transaction, with an event each; return how many.

    Whatever the number of runs, it takes two statements. What is on the wire goes; what was interrupted there is left
    as unknown, for nobody knows whether it arrived.
    """
    if not runs:
        return 0
    condition, params = among("source_run", [f"{RUN}:{run}" for run in runs])
    told = f"canceled:{reason}"
    sql = (
        "UPDATE messaging_message SET state = CASE WHEN reason = %s THEN %s ELSE %s END, "
        "reason = CASE WHEN reason = %s THEN reason ELSE %s END "
        f"WHERE workspace_id = %s AND state = 'queued' AND source_run <> '' AND {condition} "
        f"RETURNING {', '.join(_CANCELED)}"
    )
    states = [INTERRUPTED, MessageState.UNKNOWN.value, MessageState.CANCELED.value, INTERRUPTED, told]
    with transaction.atomic():
        taken = select_frame(sql, [*states, workspace_id, *params], schema=_CANCELED)
        canceled = taken.filter(pl.col("state") == MessageState.CANCELED.value)
        record_many(_events(canceled, workspace_id=workspace_id, reason=told, now=now))
    return taken.height


def _events(canceled: pl.DataFrame, *, workspace_id: int, reason: str, now: datetime) -> pl.DataFrame:
    properties = pl.struct(
        pl.col("public_id").alias("message"),
        "channel",
        "template",
        "journey",
        pl.col("source_run").str.replace(f"{RUN}:", "enr_", literal=True).alias("enrollment"),
        "node",
        "arm",
        pl.lit(reason).alias("reason"),
    )
    return canceled.select(
        "customer_id",
        workspace_id=pl.lit(workspace_id, pl.Int64),
        name=pl.lit(REFUSED.name),
        occurred_at=pl.lit(now),
        properties=properties.struct.json_encode(),
        message_id=pl.concat_str(pl.lit(f"{REFUSED.name}:"), "public_id"),
    )
