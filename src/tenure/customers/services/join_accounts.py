"""Put customers into accounts, as group events say."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.customers.rules.accounts import newest
from tenure.events.rules.vocabulary.customers import JOINED
from tenure.kernel import json
from tenure.platform.columns import among, insert_frame, select_frame, update_frame
from tenure.platform.services.record import record_many

INSTANT = pl.Datetime("us", "UTC")
_ACCOUNTS = {"account_id": pl.Int64(), "key": pl.String(), "stated": pl.String()}
_MEMBERS = {"id": pl.Int64(), "customer_id": pl.Int64(), "account_id": pl.Int64()}
_SEEN = {**_MEMBERS, "joined_before": INSTANT, "seen_before": INSTANT}


def join_accounts(groups: pl.DataFrame, *, now: Mapping[int, datetime]) -> None:
    """Take in group events (`workspace_id, customer_id, account_id, occurred_at, properties`); may run twice.

    The newest word on each trait of an account holds, in whatever order it arrives.
    """
    told = groups.filter(pl.col("customer_id").is_not_null() & pl.col("account_id").is_not_null())
    for group in told.partition_by("workspace_id", maintain_order=True):
        workspace_id = group["workspace_id"][0]
        with transaction.atomic():
            accounts = _accounts(workspace_id, group["account_id"].unique(), now=now[workspace_id])
            _state(group, accounts)
            _join(
                workspace_id,
                group.join(accounts.select("key", number="account_id"), left_on="account_id", right_on="key"),
            )


def _accounts(workspace_id: int, keys: pl.Series, *, now: datetime) -> pl.DataFrame:
    """Return accounts by key, made where they are new."""
    new = pl.DataFrame({"key": keys.sort()}).with_columns(
        workspace_id=pl.lit(workspace_id, pl.Int64), stated=pl.lit("{}"), created_at=pl.lit(now)
    )
    insert_frame("customers_account", new, ignore_conflicts=True)
    condition, params = among("key", keys.to_list())
    sql = f"SELECT id, key, stated FROM customers_account WHERE workspace_id = %s AND {condition}"
    return select_frame(sql, [workspace_id, *params], schema=_ACCOUNTS)


def _state(group: pl.DataFrame, accounts: pl.DataFrame) -> None:
    """Write what is said of accounts. Traits are JSON of any shape: one by one, each said thing once."""
    said = group.group_by("account_id", "properties").agg(pl.col("occurred_at").max().dt.epoch("us"))
    by_key = said.select("account_id", "occurred_at", "properties").rows_by_key("account_id")
    rows = []
    for number, key, stated in accounts.iter_rows():
        words = [(at, json.decode_object(traits)) for at, traits in by_key[key]]
        after = json.encode_text(newest(json.decode_object(stated), words))
        if after != stated:
            rows.append((number, after))
    update_frame("customers_account", pl.DataFrame(rows, schema={"id": pl.Int64, "stated": pl.String}, orient="row"))


def _join(workspace_id: int, group: pl.DataFrame) -> None:
    seen = group.group_by("customer_id", "number", maintain_order=True).agg(
        key=pl.col("account_id").first(), joined_at=pl.col("occurred_at").min(), seen_at=pl.col("occurred_at").max()
    )
    members = _living(seen).rename({"number": "account_id"})
    rows = members.drop("key").with_columns(workspace_id=pl.lit(workspace_id, pl.Int64))
    new = insert_frame("customers_member", rows, ignore_conflicts=True, returning=_MEMBERS)
    _see_again(workspace_id, members.join(new, on=["customer_id", "account_id"], how="anti"))
    joined = members.join(new, on=["customer_id", "account_id"], maintain_order="left")
    record_many(
        joined.select(
            "customer_id",
            workspace_id=pl.lit(workspace_id, pl.Int64),
            name=pl.lit(JOINED.name),
            occurred_at="joined_at",
            properties=pl.struct(account="key").struct.json_encode(),
            message_id=pl.format("{}:{}", pl.lit(JOINED.name), "id"),
        )
    )


def _living(seen: pl.DataFrame) -> pl.DataFrame:
    """Leave out who was merged or erased since the event was resolved; the next event says it again."""
    condition, params = among("id", seen["customer_id"].to_list())
    sql = f"SELECT id FROM customers_customer WHERE gone_at IS NULL AND {condition}"
    return seen.join(select_frame(sql, params, schema={"customer_id": pl.Int64()}), on="customer_id", how="semi")


def _see_again(workspace_id: int, members: pl.DataFrame) -> None:
    condition, params = among("customer_id", members["customer_id"].unique().to_list())
    sql = (
        "SELECT id, customer_id, account_id, joined_at, seen_at FROM customers_member "
        f"WHERE workspace_id = %s AND {condition}"
    )
    before = select_frame(sql, [workspace_id, *params], schema=_SEEN)
    both = members.join(before, on=["customer_id", "account_id"])
    widened = both.with_columns(
        joined_at=pl.min_horizontal("joined_at", "joined_before"), seen_at=pl.max_horizontal("seen_at", "seen_before")
    )
    changed = widened.filter(
        (pl.col("joined_at") != pl.col("joined_before")) | (pl.col("seen_at") != pl.col("seen_before"))
    )
    update_frame("customers_member", changed.select("id", "joined_at", "seen_at"))
