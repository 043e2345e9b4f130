"""Write down what customers agreed to: the only way into the consent ledger."""

from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction

from tenure.customers.models import ConsentRow, CustomerRow
from tenure.customers.rules.consents import Consent, ConsentChange
from tenure.events.rules.vocabulary.consents import CHANGED, consent_changed
from tenure.kernel.errors import NotFound
from tenure.platform.columns import insert_frame
from tenure.platform.ids import public_id, public_ids
from tenure.platform.presence import contributions
from tenure.platform.services.audit import audit
from tenure.platform.services.record import record, record_many

_STAFF: Final = ("user:", "key:")
# What rooms are told of an entry.
_TOLD = {
    "customer_id": pl.Int64(),
    "channel": pl.String(),
    "purpose": pl.String(),
    "state": pl.String(),
    "source": pl.String(),
    "at": pl.Datetime("us", "UTC"),
}


def record_consent(workspace_id: int, customer_id: int, *, change: ConsentChange, now: datetime) -> Consent:
    """Add an entry to the ledger of a customer of the workspace, and record it as an event.

    Users and keys who write it down are audited; what customers say themselves is told by the ledger alone.
    """
    entry = public_id("con")
    with transaction.atomic():
        living = CustomerRow.objects.filter(workspace_id=workspace_id, pk=customer_id, gone_at=None)
        customer = living.values_list("public_id", flat=True).first()
        if customer is None:
            raise NotFound("There is no such customer here.", field="customer")
        row = ConsentRow.objects.create(
            workspace_id=workspace_id,
            customer_id=customer_id,
            public_id=entry,
            channel=change.channel,
            purpose=change.purpose,
            state=change.state,
            text_version=change.text_version,
            source=change.source,
            actor=change.actor,
            at=now,
        )
        event = consent_changed(
            entry=entry,
            channel=change.channel,
            purpose=change.purpose,
            state=change.state,
            text_version=change.text_version,
            source=change.source,
            at=now,
        )
        record(event, workspace_id=workspace_id, customer_id=customer_id)
        said = (customer_id, change.channel, change.purpose, change.state, change.source, now)
        _tell_rooms(workspace_id, pl.DataFrame([said], schema=_TOLD, orient="row"))
        if change.actor.startswith(_STAFF):
            # The names of what changed. What was said stands in the ledger.
            fields = (change.channel, change.purpose)
            audit(workspace_id, actor=change.actor, act="consent.recorded", subject=customer, fields=fields)
    return row.to_value()


def record_entries(workspace_id: int, entries: pl.DataFrame) -> None:
    """Add many entries (`customer_id, channel, purpose, state, text_version, source, actor, at`) and their events.

    It happens in the caller's transaction, with two statements; the caller has checked them.
    """
    ids = pl.Series("public_id", public_ids("con", entries.height), dtype=pl.String)
    rows = entries.with_columns(ids, workspace_id=pl.lit(workspace_id, pl.Int64))
    insert_frame("customers_consent", rows)
    told = rows.select(
        "workspace_id",
        "customer_id",
        name=pl.lit(CHANGED.name),
        occurred_at="at",
        properties=pl.struct("channel", "purpose", "state", "text_version", "source").struct.json_encode(),
        message_id=pl.format("{}:{}", pl.lit(CHANGED.name), "public_id"),
    )
    record_many(told)
    _tell_rooms(workspace_id, entries.select(_TOLD.keys()))


def _tell_rooms(workspace_id: int, entries: pl.DataFrame) -> None:
    """Let every room that keeps something only by consent act on new entries, in the caller's transaction."""
    for room in contributions("consent_changes"):
        room.consents_changed(workspace_id, entries)
