"""Say when events occurred on their workspace's clock."""

from datetime import UTC, datetime, timedelta

import polars as pl

HORIZON = timedelta(hours=24)

# A clock may be off by thousands of years; nobody downstream can show an instant outside the calendar.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(9998, 1, 1, tzinfo=UTC)


def with_occurrence(frame: pl.DataFrame, *, horizon: timedelta = HORIZON) -> pl.DataFrame:
    """Return the frame with `occurred_at` and `historical`, without `timestamp` and `sent_at`.

    `received_at` is the workspace's time at which an event arrived. A client that says when it sent its
    event has its own clock corrected: the event is as old as the client's clock says. Without `sent_at`
    the `timestamp` is the workspace's time already. Events older than the horizon are historical, and so
    are those that a column `historical` says are.
    """
    received, happened, sent = pl.col("received_at"), pl.col("timestamp"), pl.col("sent_at")
    occurred = pl.when(sent.is_null()).then(happened).otherwise(received - (sent - happened))
    dated = frame.with_columns(occurred_at=occurred.fill_null(received).clip(EARLIEST, LATEST))
    old = pl.col("occurred_at") < received - horizon
    historical = old | pl.col("historical") if "historical" in frame.columns else old
    return dated.with_columns(historical=historical).drop("timestamp", "sent_at")
