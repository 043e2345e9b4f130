"""Put calls and texts to the team, which journeys ask for, into the outbox: it tries again, and shows what became."""

from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction

from tenure.messaging.channels.kinds import team_kinds
from tenure.messaging.rules.gate import TIME_TO_LIVE
from tenure.messaging.rules.inline import Inline, inline_text
from tenure.messaging.rules.messages import RUN
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.services.queue_messages import PRIORITY, QUEUED_COLUMNS, queued_events
from tenure.platform.columns import insert_frame
from tenure.platform.ids import public_ids
from tenure.platform.services.effects import finish_effects
from tenure.platform.services.record import record_many

_SAID: Final = pl.Struct(
    {
        "channel": pl.String(),
        "url": pl.String(),
        "body": pl.String(),
        "text": pl.String(),
        "journey": pl.String(),
        "node": pl.String(),
        "arm": pl.String(),
    }
)


def call_webhooks(effects: pl.DataFrame, now: datetime) -> None:
    """Queue one call for each effect of one workspace, all or none."""
    _queue(effects, channel=pl.lit("webhook"), text="body", now=now)


def notify_team(effects: pl.DataFrame, now: datetime) -> None:
    """Queue one text to the team for each effect of one workspace, all or none; no customer ever reads it."""
    named = pl.col("channel")
    # Refused as a channel that there is not, rather than sent to the customer it is about.
    other = pl.concat_str(pl.lit("team_"), named).str.head(20)
    _queue(
        effects, channel=pl.when(named.is_in(sorted(team_kinds()))).then(named).otherwise(other), text="text", now=now
    )


def _queue(effects: pl.DataFrame, *, channel: pl.Expr, text: str, now: datetime) -> None:
    workspace_id = int(effects["workspace_id"][0])
    wanted = effects.with_columns(pl.col("payload").str.json_decode(_SAID).struct.unnest()).with_columns(
        channel=channel
    )
    with transaction.atomic():
        rows = _rows(wanted, text=text, now=now)
        queued = insert_frame("messaging_message", rows, ignore_conflicts=True, returning=QUEUED_COLUMNS)
        record_many(queued_events(queued, workspace_id=workspace_id, now=now))
        finish_effects(effects["id"])


def _rows(wanted: pl.DataFrame, *, text: str, now: datetime) -> pl.DataFrame:
    source = pl.col("key").str.splitn(":", 2)
    is_of_run = source.struct[0] == RUN
    run = pl.concat_str(pl.lit(f"{RUN}:"), source.struct[1].str.splitn(":", 2).struct[0])
    inline = [inline_text(Inline(said or "", url or "")) for said, url in zip(wanted[text], wanted["url"], strict=True)]
    return wanted.select(
        "workspace_id",
        "customer_id",
        "channel",
        "journey",
        "node",
        "arm",
        template=pl.lit(""),
        inline=pl.Series(inline, dtype=pl.String),
        message_class=pl.lit(MessageClass.TRANSACTIONAL.value),
        public_id=pl.Series(public_ids("msg", wanted.height), dtype=pl.String),
        source_kind=source.struct[0],
        source_id=source.struct[1].fill_null(""),
        source_run=pl.when(is_of_run).then(run).otherwise(pl.lit("")),
        priority=pl.lit(PRIORITY, pl.Int32),
        state=pl.lit(MessageState.QUEUED.value),
        reason=pl.lit(""),
        attempt_count=pl.lit(0, pl.Int32),
        queued_at=pl.lit(now),
        due_at=pl.lit(now),
        expires_at=pl.min_horizontal("created_at", pl.lit(now)) + TIME_TO_LIVE,
        keeps_expiry=pl.lit(value=False),
    )
