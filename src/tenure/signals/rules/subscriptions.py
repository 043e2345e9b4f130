"""Say in which state a customer's subscription is, and what it brings a month, from when things last happened to it."""

from typing import Final

import polars as pl

from tenure.kernel.expressions.tree import Type

SUBSCRIPTION: Final[dict[str, Type]] = {"subscription_status": "text", "mrr_minor": "number"}
# How many of an interval make a month; other intervals have no stated MRR here.
_A_MONTH = {"month": 1.0, "year": 1 / 12, "week": 52 / 12, "day": 365 / 12}


def with_subscription(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of traits with `subscription_status` and `mrr_minor` (minor units of `plan_currency`).

    The status is `active`, `paused` or `canceled`; both are null for who never had a subscription.
    """
    begun, ended, paused, resumed = (
        pl.col(name) for name in ("subscribed_at", "canceled_at", "paused_at", "resumed_at")
    )
    is_later = ended >= pl.coalesce(begun, ended)
    # Of a subscription that began before anything was told there may be no more than its pause.
    rests = (paused > pl.max_horizontal(begun, resumed)).fill_null(paused.is_not_null())
    status = (
        pl.when(is_later)
        .then(pl.lit("canceled"))
        .when(rests)
        .then(pl.lit("paused"))
        .when(begun.is_not_null() | pl.col("plan").is_not_null())
        .then(pl.lit("active"))
    )
    share = pl.col("plan_interval").replace_strict(_A_MONTH, default=None, return_dtype=pl.Float64)
    dated = rows.with_columns(subscription_status=status)
    monthly = (pl.col("plan_amount_minor") * share).round(0)
    live = pl.col("subscription_status") == "active"
    return dated.with_columns(mrr_minor=pl.when(live).then(monthly).when(live.is_not_null()).then(0.0))
