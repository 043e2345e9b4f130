"""Describe one row of the stream."""

import polars as pl

INSTANT = pl.Datetime("us", "UTC")

SCHEMA = pl.Schema(
    {
        "seq": pl.Int64(),  # of the flush, increasing by one within a workspace
        "position": pl.Int32(),  # within the flush, in order of arrival
        "message_id": pl.String(),
        "kind": pl.String(),
        "name": pl.String(),
        "customer_id": pl.Int64(),
        "user_id": pl.String(),
        "anonymous_id": pl.String(),
        "account_id": pl.String(),
        "occurred_at": INSTANT,
        "received_at": INSTANT,
        "source": pl.String(),
        "historical": pl.Boolean(),
        "properties": pl.String(),  # JSON
        "context": pl.String(),  # JSON
    }
)

# The source of what Tenure records itself; no key may carry it as its name.
TENURE = "tenure"
KINDS = ("identify", "track", "page", "screen", "group", "alias")
