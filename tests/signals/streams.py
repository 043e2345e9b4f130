"""Put events into a stream as the consumer would."""

from datetime import UTC, datetime, timedelta

import polars as pl

from tenure.events.models import ManifestRow
from tenure.events.rules.rows import SCHEMA
from tenure.events.stores.opening import open_store
from tenure.kernel import json
from tenure.platform.queries import cursor
from tenure.platform.services.cursors import advance_cursor

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def event(message_id, name=None, *, customer=1, kind="track", minutes=0, source="website", historical=False, **said):
    occurred_at = NOW + timedelta(minutes=minutes)
    return {
        "message_id": message_id,
        "kind": kind,
        "name": name,
        "customer_id": customer,
        "user_id": f"u{customer}",
        "occurred_at": occurred_at,
        "received_at": occurred_at,
        "source": source,
        "historical": historical,
        "properties": json.encode_text(said),
        "context": "{}",
    }


def signed_up(*customers, **more):
    return [event(f"signed-up-{customer}", "signed_up", customer=customer, **more) for customer in customers]


def flush(workspace, events):
    """Add one flush to a workspace's stream and return its seq."""
    seq = cursor(workspace.pk, "stream") + 1
    rows = pl.DataFrame([{**row, "seq": seq, "position": at} for at, row in enumerate(events)], schema=SCHEMA)
    file = open_store().write(workspace.pk, f"inbox-{seq}.parquet", rows)
    ManifestRow.objects.create(
        workspace_id=workspace.pk,
        seq_first=seq,
        seq_last=seq,
        path=file.path,
        source="inbox",
        claim=seq,
        row_count=file.row_count,
        byte_count=file.byte_count,
        sha256=file.sha256,
        created_at=NOW,
    )
    advance_cursor(workspace.pk, "stream", seq)
    return seq
