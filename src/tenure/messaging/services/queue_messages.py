"""Put messages that journeys asked for into the outbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction

from tenure.events.rules.vocabulary.messages import QUEUED
from tenure.messaging.queries import variants
from tenure.messaging.rules.gate import TIME_TO_LIVE
from tenure.messaging.rules.messages import RUN
from tenure.messaging.rules.outcomes import MessageState
from tenure.platform.columns import insert_frame
from tenure.platform.ids import public_ids
from tenure.platform.services.effects import finish_effects
from tenure.platform.services.record import record_many

PRIORITY: Final = 50
_PAYLOAD: Final = pl.Struct(
    {
        "channel": pl.String(),
        "template": pl.String(),
        "journey": pl.String(),
        "node": pl.String(),
        "arm": pl.String(),
        "topic": pl.String(),
        "priority": pl.Int32(),
        "expires_hours": pl.Float64(),
    }
)
QUEUED_COLUMNS: Final[Mapping[str, pl.DataType]] = {
    "customer_id": pl.Int64(),
    "public_id": pl.String(),
    "channel": pl.String(),
    "template": pl.String(),
    "journey": pl.String(),
    "source_run": pl.String(),
    "node": pl.String(),
    "arm": pl.String(),
}


def queue_messages(effects: pl.DataFrame, now: datetime) -> None:
    """Queue one message for each effect of one workspace, all or none, with as many statements for one as for all.

    A message lives from when it was asked for: after a long outage it is refused as too late, not sent.
    """
    workspace_id = int(effects["workspace_id"][0])
    wanted = effects.with_columns(pl.col("payload").str.json_decode(_PAYLOAD).struct.unnest())
    with transaction.atomic():
        queued = insert_frame(
            "messaging_message",
            _outbox_rows(wanted, _classes(workspace_id, wanted["template"].unique().to_list()), now=now),
            ignore_conflicts=True,
            returning=QUEUED_COLUMNS,
        )
        record_many(queued_events(queued, workspace_id=workspace_id, now=now))
        finish_effects(effects["id"])


def queued_events(queued: pl.DataFrame, *, workspace_id: int, now: datetime) -> pl.DataFrame:
    """Return the events that messages were queued, for `record_many`."""
    run = pl.col("source_run")
    properties = pl.struct(
        pl.col("public_id").alias("message"),
        "channel",
        "template",
        "journey",
        pl.when(run != "").then(run.str.replace(f"{RUN}:", "enr_", literal=True)).alias("enrollment"),
        "node",
        "arm",
    )
    return queued.select(
        "customer_id",
        workspace_id=pl.lit(workspace_id),
        name=pl.lit(QUEUED.name),
        occurred_at=pl.lit(now),
        properties=properties.struct.json_encode(),
        message_id=pl.concat_str(pl.lit(f"{QUEUED.name}:"), "public_id"),
    )


def _outbox_rows(wanted: pl.DataFrame, classes: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Return the rows to insert. Class, address and the like follow when the message is written."""
    source = pl.col("key").str.splitn(":", 2)
    is_of_run = source.struct[0] == RUN
    run = pl.concat_str(pl.lit(f"{RUN}:"), source.struct[1].str.splitn(":", 2).struct[0])
    life = pl.col("expires_hours").fill_null(TIME_TO_LIVE.total_seconds() / 3_600)
    # Where a clock was brought forward by hand, an effect may be older than it looks; never younger.
    asked_at = pl.min_horizontal("created_at", pl.lit(now))
    return wanted.join(classes, on="template", how="left", maintain_order="left").select(
        "workspace_id",
        "customer_id",
        "channel",
        "template",
        "journey",
        "node",
        "arm",
        "topic",
        "message_class",
        public_id=pl.Series(public_ids("msg", wanted.height)),
        source_kind=source.struct[0],
        source_id=source.struct[1].fill_null(""),
        source_run=pl.when(is_of_run).then(run).otherwise(pl.lit("")),
        priority=pl.col("priority").fill_null(PRIORITY),
        state=pl.lit(MessageState.QUEUED.value),
        reason=pl.lit(""),
        attempt_count=pl.lit(0, pl.Int32),
        queued_at=pl.lit(now),
        due_at=pl.lit(now),
        expires_at=asked_at + pl.duration(seconds=life * 3_600),
        keeps_expiry=pl.col("expires_hours").is_not_null(),
    )


def _classes(workspace_id: int, keys: list[str]) -> pl.DataFrame:
    """Return `template` and `message_class` of templates that are there; strictest where languages differ."""
    rows = sorted((each.key, each.message_class.value) for each in variants(workspace_id, keys))
    # "marketing" < "service" < "transactional": the order of the alphabet is the order of strictness.
    frame = pl.DataFrame(rows, schema={"template": pl.String, "message_class": pl.String}, orient="row")
    return frame.unique("template", keep="first", maintain_order=True)
