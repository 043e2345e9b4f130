"""Compute traits of many customers from the values that their measures keep: the first, the last, how many."""

import numpy as np
import polars as pl

from tenure.signals.rules.aggregates import places_of
from tenure.signals.rules.clockfaces import Clockface
from tenure.signals.rules.definitions import EventTrait
from tenure.signals.rules.json_values import POLARS, read_as


def sayings(trait: EventTrait, rows: pl.DataFrame, clock: Clockface, *, customers: pl.Series) -> pl.Series:
    """Return a trait for each of some customers (sorted); `rows` are of its measure only, sorted by customer."""
    if rows.is_empty() and trait.aggregate != "distinct":
        kind = trait.type if trait.property else "instant"
        return placed(pl.Series([], dtype=pl.Int64), pl.Series([], dtype=POLARS[kind]), customers).alias(trait.key)
    inside = rows
    if trait.window is not None and rows.height:
        inside = rows.filter(pl.Series(clock.inside(rows["bucket"].to_numpy().astype(np.int64), trait.window)))
    if trait.aggregate == "distinct":
        counts = np.zeros(len(customers), dtype=np.int64)
        several = inside.select("customer_id", "value").unique()["customer_id"]
        np.add.at(counts, places_of(several, customers), 1)
        return pl.Series(trait.key, counts)
    one = _one(inside, keep="first" if trait.aggregate == "first" else "last")
    values = read_as(one["value"], trait.type) if trait.property else one["at"]
    return placed(one["customer_id"], values, customers).alias(trait.key)


def placed(ids: pl.Series, values: pl.Series, customers: pl.Series) -> pl.Series:
    """Return a value for each of some customers (sorted); null for those who have none."""
    if len(ids) == len(customers):
        return values  # everybody has one
    nothing = pl.Series(values.name, [None], dtype=values.dtype)
    if ids.is_empty():
        return nothing.new_from_index(0, len(customers))
    index = np.full(len(customers), len(values), dtype=np.uint32)
    index[places_of(ids, customers)] = np.arange(len(ids), dtype=np.uint32)
    return pl.concat([values, nothing])[index]


def _one(rows: pl.DataFrame, *, keep: str) -> pl.DataFrame:
    ids = rows["customer_id"].to_numpy()
    if ids.size < 2 or (np.diff(ids) > 0).all():  # noqa: PLR2004 - one row is in order
        return rows
    ordered = rows.sort("customer_id", "at", "by", "value")
    return ordered.unique("customer_id", keep=keep, maintain_order=True)  # type: ignore[arg-type]  # one of two literals
