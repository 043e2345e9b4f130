"""Tell events as rows of the stream, without a stream to put them into."""

from datetime import UTC, datetime, timedelta

import polars as pl

from tenure.events.rules.rows import SCHEMA
from tenure.kernel import json

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def event(message_id, name=None, *, customer=1, kind="track", minutes=0, source="website", historical=False, **said):
    """Return one row, some minutes from now; `said` are its properties."""
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


def rows(*events, seq=1):
    """Return events as one flush."""
    return pl.DataFrame([{**row, "seq": seq, "position": at} for at, row in enumerate(events)], schema=SCHEMA)
