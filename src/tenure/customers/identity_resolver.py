"""Give the consumer of the stream the customer of each event."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from tenure.customers.services.resolve_identities import resolve_identities


def resolve(rows: pl.DataFrame, now: Mapping[int, datetime]) -> pl.DataFrame:
    """Return rows (workspace_id, user_id, anonymous_id, source) with the `customer_id` of each."""
    return resolve_identities(rows, now=now)
