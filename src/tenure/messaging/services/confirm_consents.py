"""Tell customers that their word on marketing is known, and ask them anew, where the law of their country wants it.

No journey does this, so no holdout keeps it from anybody. It goes out like any message: through the outbox, past
the gate, as service, over the channel that it is about where that is text, else by mail.
"""

from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction

from tenure.messaging.drafts import people_of
from tenure.messaging.queries import kinds_set_up, notices_due
from tenure.messaging.rules.confirmations import RECEIPT, owed
from tenure.messaging.rules.inline import Inline, inline_text
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.services.queue_messages import PRIORITY, QUEUED_COLUMNS, queued_events
from tenure.messaging.shipped_templates import CONSENT_RECEIPT, CONSENT_RECONFIRMATION, EMAIL, SMS
from tenure.platform.columns import insert_frame, update_frame
from tenure.platform.ids import public_ids
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.record import record_many

MOST: Final = 1_000
SOURCE: Final = "consent"
_WORD: Final = ("customer_id", "owed", "state", "said_at", "due_at")


def confirm_consents(workspace: Workspace, now: datetime) -> int:
    """Queue what is owed to customers now, as many of them as one turn takes; return of how many words it was asked."""
    due = notices_due(workspace.id, now=now, limit=MOST)
    if due.is_empty():
        return 0
    people = people_of(workspace.id, due["customer_id"].unique().to_list())
    countries = pl.Series("country", [people[each].country for each in due["customer_id"]], dtype=pl.String)
    asked = owed(due.with_columns(countries), now=now)
    rows = _rows(workspace.id, asked.drop_nulls("owed"), has_text=SMS in kinds_set_up(workspace.id), now=now)
    with transaction.atomic():
        queued = insert_frame("messaging_message", rows, ignore_conflicts=True, returning=QUEUED_COLUMNS)
        record_many(queued_events(queued, workspace_id=workspace.id, now=now))
        update_frame("messaging_consent_notice", asked.select("id", "receipt_at", "confirmed_at", "looks_at"))
    return due.height


def _rows(workspace_id: int, wanted: pl.DataFrame, *, has_text: bool, now: datetime) -> pl.DataFrame:
    """Return one row of the outbox for each word of a customer, however many channels it was about."""
    channels = pl.col("channel").sort().str.join(" ").alias("channels")
    words = wanted.group_by(_WORD, maintain_order=True).agg(channels)
    is_text = (pl.col("channels") == SMS) & has_text
    return words.select(
        "customer_id",
        workspace_id=pl.lit(workspace_id, pl.Int64),
        public_id=pl.Series(public_ids("msg", words.height), dtype=pl.String),
        source_kind=pl.lit(SOURCE),
        source_id=pl.format("{}:{}:{}:{}", "customer_id", "owed", pl.col("due_at").dt.epoch("us"), "channels"),
        source_run=pl.lit(""),
        priority=pl.lit(PRIORITY, pl.Int32),
        channel=pl.when(is_text).then(pl.lit(SMS)).otherwise(pl.lit(EMAIL)),
        template=pl.when(pl.col("owed") == RECEIPT)
        .then(pl.lit(CONSENT_RECEIPT))
        .otherwise(pl.lit(CONSENT_RECONFIRMATION)),
        journey=pl.lit(None, pl.String),
        node=pl.lit(None, pl.String),
        arm=pl.lit(None, pl.String),
        message_class=pl.lit(MessageClass.SERVICE.value),
        inline=_about(words),
        state=pl.lit(MessageState.QUEUED.value),
        reason=pl.lit(""),
        attempt_count=pl.lit(0, pl.Int32),
        queued_at=pl.lit(now),
        due_at=pl.lit(now),
        # It is owed until then, whatever holds it back.
        expires_at="due_at",
        keeps_expiry=pl.lit(value=True),
    )


def _about(words: pl.DataFrame) -> pl.Series:
    """Return what each message is about, as it is kept with it."""
    said = words.select("state", "channels", pl.col("said_at").dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return pl.Series(
        "inline", [inline_text(Inline(about=each)) for each in said.iter_rows(named=True)], dtype=pl.String
    )
