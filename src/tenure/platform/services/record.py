"""Record facts in the caller's transaction; the consumer carries them into the stream."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from tenure.kernel import json
from tenure.kernel.events import Event
from tenure.platform.columns import insert_frame
from tenure.platform.presence import contributions

INSTANT = pl.Datetime("us", "UTC")
RECORDED = pl.Schema(
    {
        "workspace_id": pl.Int64(),
        "customer_id": pl.Int64(),
        "name": pl.String(),
        "occurred_at": INSTANT,
        "properties": pl.String(),
        "message_id": pl.String(),
    }
)


Row = tuple[int, int | None, str, datetime, str, str]


def record(event: Event, *, workspace_id: int, customer_id: int | None) -> None:
    """Record one event of the vocabulary; UnknownEvent when it is none."""
    record_many(recorded_frame([recorded_row(event, workspace_id=workspace_id, customer_id=customer_id)]))


def record_many(frame: pl.DataFrame) -> None:
    """Record a frame of events (columns of `RECORDED`) with one statement; a known message id is passed over."""
    insert_frame("platform_recordedevent", frame.select(RECORDED.keys()).cast(RECORDED), ignore_conflicts=True)


def recorded_row(event: Event, *, workspace_id: int, customer_id: int | None) -> Row:
    """Return an event of the vocabulary as a row for `recorded_frame`; UnknownEvent when it is none."""
    for vocabulary in contributions("event_vocabulary"):
        vocabulary.check(event)
    properties = json.encode_text(event.properties)
    return (workspace_id, customer_id, event.name, event.occurred_at, properties, event.message_id)


def recorded_frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Return rows in the order of `RECORDED` as a frame for `record_many`."""
    return pl.DataFrame(rows, schema=RECORDED, orient="row")
