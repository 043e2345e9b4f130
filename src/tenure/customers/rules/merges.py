"""Say what becomes of rows when customers turn out to be others."""

import polars as pl


def renamed(rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return those rows whose `customer_id` is a `from_id` of `pairs`, with its `to_id` in that place."""
    met = rows.join(pairs, left_on="customer_id", right_on="from_id", maintain_order="left")
    return met.with_columns(customer_id="to_id").drop("to_id")


def kept(people: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return what the customers `to_id` are from now on: known since the first of them, by their own user id.

    `people` has `id, user_id, created_at, first_source, owner_id` of everyone in `pairs`.
    """
    one = people.join(pairs, left_on="id", right_on="from_id", how="left", maintain_order="left")
    whole = one.with_columns(is_own=pl.col("to_id").is_null(), to_id=pl.coalesce("to_id", "id"))
    in_order = whole.sort("created_at", "id")
    return (
        in_order.group_by("to_id", maintain_order=True)
        .agg(
            user_id=_own_or_other("user_id"),
            created_at=pl.col("created_at").first(),
            first_source=pl.col("first_source").first(),
            owner_id=_own_or_other("owner_id"),
        )
        .rename({"to_id": "id"})
    )


def united(rows: pl.DataFrame, pairs: pl.DataFrame, *, by: str) -> pl.DataFrame:
    """Return rows (`id, customer_id` and `by`) with `whose` they are now, and whether each `stays`.

    Of those that one customer has twice the first stays, the customer's own before the others'.
    """
    named = rows.join(pairs, left_on="customer_id", right_on="from_id", how="left", maintain_order="left")
    owned = named.with_columns(whose=pl.coalesce("to_id", "customer_id")).sort(pl.col("to_id").is_not_null(), "id")
    return owned.with_columns(stays=pl.struct("whose", by).is_first_distinct()).drop("to_id")


def _own_or_other(name: str) -> pl.Expr:
    return pl.coalesce(pl.col(name).filter("is_own").first(), pl.col(name).drop_nulls().first())
