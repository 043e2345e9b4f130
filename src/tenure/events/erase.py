"""Remove what the stream holds of a customer, down to the bytes of its files."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from tenure.events.queries import scan
from tenure.events.rules.people import addresses_of
from tenure.events.services.erase_rows import erase_rows


def addresses(workspace_id: int, customer_ids: Sequence[int]) -> frozenset[str]:
    """Return every e-mail address that the stream knows of customers, those of years ago too."""
    rows = scan(workspace_id).filter(pl.col("customer_id").is_in(list(customer_ids)))
    return addresses_of(rows.select("kind", "user_id", "properties", "context").collect())


def erase(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:
    """Remove events and dead letters; return how many of each, and how many files were written anew."""
    return erase_rows(workspace_id, customer_ids, now=now)
