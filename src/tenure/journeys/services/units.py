"""Find by what arms of journeys are drawn: the customer, or their account."""

from collections.abc import Mapping

import polars as pl

from tenure.customers.queries import current_accounts
from tenure.journeys.rules.definition import Version


def units_of(workspace_id: int, candidates: pl.DataFrame, versions: Mapping[int, Version]) -> pl.DataFrame:
    """Return candidates with their `unit`; a customer without an account is one of its own, below zero."""
    by_account = [each.id for each in versions.values() if each.journey.randomize_by == "account"]
    is_account = pl.col("version_id").is_in(by_account)
    whose = candidates.filter(is_account)["customer_id"].unique()
    if whose.is_empty():
        return candidates.with_columns(unit="customer_id")
    accounts = current_accounts(workspace_id, whose.to_list())
    known = candidates.join(accounts, on="customer_id", how="left", maintain_order="left")
    of_account = pl.coalesce("account_id", -pl.col("customer_id"))
    return known.with_columns(unit=pl.when(is_account).then(of_account).otherwise("customer_id")).drop("account_id")
