"""Make one customer of two who are the same person.

Everything that the rooms know of the one who goes is the other's from now on, in one transaction. The row of
the one who goes stays: what it agreed to stands in the ledger under its name. A room takes part by a module
`merge` with `merge(workspace_id, pairs, *, now)`, where `pairs` has `from_id` and `to_id`, each `from_id` once.
"""

from collections.abc import Mapping
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from tenure.customers.queries import by_ids
from tenure.customers.rules.consents import ENTRIES, strictest
from tenure.customers.rules.merges import kept, renamed, united
from tenure.customers.services.record_consent import record_entries
from tenure.events.rules.vocabulary.customers import MERGED
from tenure.kernel.errors import BadInput, Conflict
from tenure.platform.columns import among, execute, insert_frame, select_frame, update_frame
from tenure.platform.presence import contributions
from tenure.platform.services.audit import audit
from tenure.platform.services.record import record_many

INSTANT = pl.Datetime("us", "UTC")
PEOPLE = {
    "id": pl.Int64(),
    "public_id": pl.String(),
    "user_id": pl.String(),
    "created_at": INSTANT,
    "first_source": pl.String(),
    "owner_id": pl.Int64(),
}
SOURCE = "merge"


def merge_customers(workspace_id: int, *, from_id: int, to_id: int, actor: str, now: datetime) -> None:
    """Merge one customer of the workspace into another, whatever ids they have."""
    if from_id == to_id:
        raise BadInput("These ids are one customer already; name another one.", field="from")
    pair = {"workspace_id": [workspace_id], "from_id": [from_id], "to_id": [to_id]}
    with transaction.atomic():
        write_merges(pl.DataFrame(pair), actor=actor, now={workspace_id: now}, is_settled=False)
        (public_id,) = by_ids(workspace_id, [to_id])["public_id"]
        audit(workspace_id, actor=actor, act="customers.merged", subject=public_id)


def write_merges(merged: pl.DataFrame, *, actor: str, now: Mapping[int, datetime], is_settled: bool = True) -> None:
    """Merge customers (`workspace_id, from_id, to_id`) in the caller's transaction, all of a workspace at once.

    The worker itself merges between its other acts, and has nothing in hand: such a merge `is_settled`.
    """
    for group in merged.partition_by("workspace_id", maintain_order=True):
        workspace_id = group["workspace_id"][0]
        _write(
            workspace_id, group.select("from_id", "to_id"), actor=actor, now=now[workspace_id], is_settled=is_settled
        )


def merge_rooms(workspace_id: int, pairs: pl.DataFrame, *, now: datetime) -> None:
    """Let every room make its part of each merge, in the caller's transaction; it may run twice."""
    for room in contributions("merge"):
        room.merge(workspace_id, pairs, now=now)


def held(ids: pl.Series) -> pl.DataFrame:
    """Return customers (columns of `PEOPLE`) and let nobody merge or erase them until the transaction ends.

    Conflict when one of them is gone already.
    """
    wanted = ids.unique()
    if wanted.is_empty():
        return pl.DataFrame(schema=PEOPLE)
    condition, params = among("id", wanted.to_list())
    # SQLite lets one transaction write at a time; there is nothing to lock.
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    sql = f"SELECT {', '.join(PEOPLE)} FROM customers_customer WHERE {condition} AND gone_at IS NULL ORDER BY id{lock}"
    people = select_frame(sql, params, schema=PEOPLE)
    if people.height < wanted.len():
        raise Conflict("A customer was merged or erased meanwhile; look at both again.", field="from")
    return people


def _write(workspace_id: int, pairs: pl.DataFrame, *, actor: str, now: datetime, is_settled: bool) -> None:
    people = held(pl.concat([pairs["from_id"], pairs["to_id"]]))
    gone = people.join(pairs, left_on="id", right_on="from_id", maintain_order="left")
    # First, so that a user id is free when the other takes it.
    nothing = {"user_id": pl.lit(None, pl.String), "owner_id": pl.lit(None, pl.Int64)}
    update_frame("customers_customer", gone.select("id", **nothing, gone_at=pl.lit(now)))
    update_frame("customers_customer", kept(people, pairs))
    _move_identities(workspace_id, pairs)
    _unite(workspace_id, pairs, table="customers_tag", by="name", kind=pl.String())
    _unite(workspace_id, pairs, table="customers_member", by="account_id", kind=pl.Int64())
    _insert_merges(
        workspace_id, gone.with_columns(settled_at=pl.lit(now if is_settled else None, INSTANT)), actor=actor, now=now
    )
    _merge_consents(workspace_id, pairs, actor=actor, now=now)
    merge_rooms(workspace_id, pairs, now=now)
    record_many(_events(workspace_id, gone, now=now))


def _move_identities(workspace_id: int, pairs: pl.DataFrame) -> None:
    condition, params = among("customer_id", pairs["from_id"].to_list())
    sql = f"SELECT id, customer_id FROM customers_identity WHERE workspace_id = %s AND {condition}"
    rows = select_frame(sql, [workspace_id, *params], schema={"id": pl.Int64(), "customer_id": pl.Int64()})
    update_frame("customers_identity", renamed(rows, pairs))


def _unite(workspace_id: int, pairs: pl.DataFrame, *, table: str, by: str, kind: pl.DataType) -> None:
    """Move rows of which a customer has one for each value of a column."""
    condition, params = among("customer_id", pl.concat([pairs["from_id"], pairs["to_id"]]).unique().to_list())
    sql = f"SELECT id, customer_id, {by} FROM {table} WHERE workspace_id = %s AND {condition}"
    rows = select_frame(sql, [workspace_id, *params], schema={"id": pl.Int64(), "customer_id": pl.Int64(), by: kind})
    decided = united(rows, pairs, by=by)
    twice, ids = among("id", decided.filter(~pl.col("stays"))["id"].to_list())
    execute(f"DELETE FROM {table} WHERE {twice}", ids)
    moved = decided.filter(pl.col("stays") & (pl.col("whose") != pl.col("customer_id")))
    update_frame(table, moved.select("id", customer_id="whose"))


def _insert_merges(workspace_id: int, gone: pl.DataFrame, *, actor: str, now: datetime) -> None:
    """Write down who became whom; whoever had become one who goes now is the other as well."""
    condition, params = among("to_id", gone["id"].to_list())
    sql = f"SELECT id, to_id AS customer_id FROM customers_merge WHERE workspace_id = %s AND {condition}"
    earlier = select_frame(sql, [workspace_id, *params], schema={"id": pl.Int64(), "customer_id": pl.Int64()})
    pairs = gone.select("to_id", from_id="id")
    update_frame("customers_merge", renamed(earlier, pairs).rename({"customer_id": "to_id"}))
    insert_frame(
        "customers_merge",
        gone.select(
            "to_id",
            "settled_at",
            workspace_id=pl.lit(workspace_id, pl.Int64),
            from_id="id",
            from_public_id="public_id",
            merged_at=pl.lit(now),
            actor=pl.lit(actor),
        ),
    )


def _merge_consents(workspace_id: int, pairs: pl.DataFrame, *, actor: str, now: datetime) -> None:
    condition, params = among("customer_id", pl.concat([pairs["from_id"], pairs["to_id"]]).unique().to_list())
    sql = f"SELECT {', '.join(ENTRIES)} FROM customers_consent WHERE workspace_id = %s AND {condition} ORDER BY at, id"
    needed = strictest(select_frame(sql, [workspace_id, *params], schema=ENTRIES), pairs)
    # The last entry by time holds, so this one must not be earlier than what it decides about.
    at = pl.max_horizontal("at", pl.lit(now))
    record_entries(workspace_id, needed.with_columns(at=at, source=pl.lit(SOURCE), actor=pl.lit(actor)))


def _events(workspace_id: int, gone: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    return gone.select(
        workspace_id=pl.lit(workspace_id, pl.Int64),
        customer_id="to_id",
        name=pl.lit(MERGED.name),
        occurred_at=pl.lit(now),
        properties=pl.struct(from_customer="public_id").struct.json_encode(),
        message_id=pl.format("{}:{}", pl.lit(MERGED.name), "public_id"),
    )
