"""Compare two sets of values, or of what customers stated."""

from collections.abc import Sequence

import polars as pl

DIFFERENCES = pl.Schema({"customer_id": pl.Int64(), "trait": pl.String()})


def of_values(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return each customer and column (columns of `DIFFERENCES`) in which two sets of values disagree."""
    if one.equals(other):
        return pl.DataFrame(schema=DIFFERENCES)
    names = [name for name in one.columns if name != "customer_id"]
    both = one.join(other, on="customer_id", how="full", coalesce=True, suffix=_OTHER)
    unequal = [
        both.filter(pl.col(name).ne_missing(pl.col(name + _OTHER))).select("customer_id", trait=pl.lit(name))
        for name in names
    ]
    # Who is on one side only differs in what everybody has.
    return pl.concat([pl.DataFrame(schema=DIFFERENCES), *unequal]).sort("customer_id", "trait")


def of_statements(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return each customer and key (columns of `DIFFERENCES`) of which two sets of statements disagree."""
    return _unequal(one, other, keys=["customer_id", "key"], said=["value", "at", "by"])


def _unequal(one: pl.DataFrame, other: pl.DataFrame, *, keys: Sequence[str], said: Sequence[str]) -> pl.DataFrame:
    both = one.join(other, on=keys, how="full", coalesce=True, suffix=_OTHER)
    unequal = both.filter(pl.any_horizontal(pl.col(name).ne_missing(pl.col(name + _OTHER)) for name in said))
    return unequal.select("customer_id", trait="key").sort("customer_id", "trait")


_OTHER = "#other"
