"""Find the customer of each pair of ids, and make those that are missing."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl
from django.db import IntegrityError, transaction

from tenure.customers.queries import identities
from tenure.customers.rules.resolution import PAIRS, Resolution, resolution
from tenure.customers.services.merge_customers import held, write_merges
from tenure.kernel.errors import Conflict
from tenure.platform.columns import insert_frame, update_frame
from tenure.platform.ids import public_ids

INSTANT = pl.Datetime("us", "UTC")
ATTEMPTS = 3
ACTOR = "stream"
_IDS = ["workspace_id", "user_id", "anonymous_id"]


def resolve_identities(rows: pl.DataFrame, *, now: Mapping[int, datetime]) -> pl.DataFrame:
    """Return rows (columns of `PAIRS`) with the `customer_id` of each; `now` is the time of each workspace.

    Repeatable: a customer made before a crash is found again. A customer without user id who turns out to be
    one with a user id is merged into that one. The number of statements does not depend on the number of rows.
    """
    pairs = rows.select(PAIRS.keys()).unique(_IDS, keep="first", maintain_order=True)
    placed = _repeated(pairs, now)
    return rows.join(placed.drop("source"), on=_IDS, how="left", nulls_equal=True, maintain_order="left")


def _repeated(pairs: pl.DataFrame, now: Mapping[int, datetime]) -> pl.DataFrame:
    """Place pairs; begin again when somebody else made or merged one of the same customers meanwhile."""
    for _ in range(ATTEMPTS - 1):
        try:
            return _placed(pairs, now)
        except (IntegrityError, Conflict):
            continue
    return _placed(pairs, now)


def _placed(pairs: pl.DataFrame, now: Mapping[int, datetime]) -> pl.DataFrame:
    decided = resolution(pairs, identities(pairs))
    if decided.identities.is_empty() and decided.merged.is_empty():
        return decided.pairs
    with transaction.atomic():
        held(decided.identities.filter(pl.col("customer_id") > 0)["customer_id"])
        made = _insert_customers(decided, now)
        update_frame("customers_customer", decided.named)
        insert_frame("customers_identity", _with_real_ids(decided.identities, made))
        write_merges(decided.merged, actor=ACTOR, now=now)
    return _with_real_ids(decided.pairs, made)


def _insert_customers(decided: Resolution, now: Mapping[int, datetime]) -> pl.DataFrame:
    """Insert the new customers and return the id that each negative one became."""
    new = decided.new.with_columns(public_id=pl.Series(public_ids("cus", decided.new.height), dtype=pl.String))
    times = pl.DataFrame(
        {"workspace_id": list(now), "created_at": list(now.values())},
        schema={"workspace_id": pl.Int64(), "created_at": INSTANT},
    )
    dated = new.join(times, on="workspace_id", how="left", maintain_order="left").rename({"source": "first_source"})
    inserted = insert_frame(
        "customers_customer", dated.drop("customer_id"), returning={"id": pl.Int64(), "public_id": pl.String()}
    )
    return new.select("customer_id", "public_id").join(inserted, on="public_id").select("customer_id", "id")


def _with_real_ids(frame: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    joined = frame.join(made, on="customer_id", how="left", maintain_order="left")
    return joined.with_columns(customer_id=pl.coalesce("id", "customer_id")).drop("id")
