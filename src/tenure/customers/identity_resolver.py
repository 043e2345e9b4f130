"""Give the consumer of the stream the customer of each event."""

from collections.abc import Collection, Mapping
from datetime import datetime

import polars as pl

from tenure.customers import queries
from tenure.customers.services import join_accounts as accounts
from tenure.customers.services.resolve_identities import resolve_identities


def resolve(rows: pl.DataFrame, now: Mapping[int, datetime]) -> pl.DataFrame:
    """Return rows (workspace_id, user_id, anonymous_id, source) with the `customer_id` of each."""
    return resolve_identities(rows, now=now)


def join_accounts(groups: pl.DataFrame, now: Mapping[int, datetime]) -> None:
    """Put customers into accounts by rows of the stream that say `group`, with their `customer_id`."""
    accounts.join_accounts(groups, now=now)


def merges(workspace_id: int) -> pl.DataFrame:
    """Return the customers `from_id` who are `to_id` now."""
    return queries.merges(workspace_id)


def suppressed(workspace_id: int, values: Collection[str]) -> Collection[str]:
    """Return those ids and addresses that belong to people who were erased, or to whom nothing may be sent."""
    return queries.suppressed(workspace_id, values)
