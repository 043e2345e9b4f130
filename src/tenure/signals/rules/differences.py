"""Compare two sets of profiles."""

import polars as pl

from tenure.signals.rules.profiles import exploded

DIFFERENCES = pl.Schema({"customer_id": pl.Int64(), "trait": pl.String()})


def differences(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return each customer and trait (columns of `DIFFERENCES`) in which two sets of profiles disagree."""
    if one.equals(other):
        return pl.DataFrame(schema=DIFFERENCES)
    return pl.concat([_of_counts(one, other), _of_statements(one, other)]).sort("customer_id", "trait")


def _of_counts(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    names = ["customer_id", "event_count"]
    both = one.select(names).join(other.select(names), on="customer_id", how="full", coalesce=True, suffix="_other")
    unequal = both.filter(pl.col("event_count").ne_missing(pl.col("event_count_other")))
    return unequal.select("customer_id", trait=pl.lit("event_count"))


def _of_statements(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    keys = ["customer_id", "key"]
    both = exploded(one).join(exploded(other), on=keys, how="full", coalesce=True, suffix="_other")
    unequal = both.filter(pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_other")) for name in _SAID))
    return unequal.select("customer_id", trait="key")


_SAID = ("value", "at", "by")
