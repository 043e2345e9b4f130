"""Compute one trait of many customers from what its measure keeps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl

from tenure.signals.rules import calendars
from tenure.signals.rules.calendars import NEVER, Instants
from tenure.signals.rules.definitions import Aggregate, EventTrait
from tenure.signals.rules.json_values import INSTANT, typed
from tenure.signals.rules.partials import MICRO
from tenure.signals.rules.windows import Unit, Window

# Recent acts count more: half as much after two weeks. Beyond 90 days nothing is left that could matter.
HALF_LIFE_DAYS: Final = 14
ENGAGEMENT: Final = Window(90, "day")
# In millionths, so that sums are exact in any order.
CHANGE: Final = pl.Schema({"customer_id": pl.Int64(), "change": pl.Int64()})
WEIGHTS: Final = tuple(round(MICRO * 2 ** (-age / HALF_LIFE_DAYS)) for age in range(ENGAGEMENT.length))


# Of whom no event is known: nothing was counted, and nothing can be compared.
_DEFAULTS: Final[dict[Aggregate, int | float]] = {
    "count": 0,
    "active_days": 0,
    "distinct": 0,
    "sum": 0.0,
    "engagement": 0.0,
    "streak": 0,
}


_SUMMARIES: Final[dict[Aggregate, pl.Expr]] = {
    "count": pl.col("count").sum(),
    "active_days": pl.len().cast(pl.Int64),  # of each day one row is kept
    "distinct": pl.col("value").n_unique().cast(pl.Int64),
    "sum": pl.col("total").sum(),
    "min": pl.col("least").min(),
    "max": pl.col("greatest").max(),
}


@dataclass(frozen=True, slots=True)
class Clockface:
    """What a workspace's clock shows: the instant, and the numbers of its day and minute."""

    now: datetime
    zone: str

    def number(self, unit: Unit) -> int:
        """Return the number of the day or minute that it is."""
        return calendars.day_number(self.now, zone=self.zone) if unit == "day" else calendars.minute_number(self.now)

    def begins(self, numbers: pl.Series, unit: Unit) -> Instants:
        """Return the instants at which numbered days or minutes begin."""
        if unit == "day":
            return calendars.beginnings_of_days(numbers, zone=self.zone)
        return calendars.beginnings_of_minutes(numbers)


@dataclass(frozen=True, slots=True)
class Known:
    """A trait's `value` for some customers (`customer_id`), and what it is for all others."""

    values: pl.DataFrame
    default: int | float | None


def known(trait: EventTrait, rows: pl.DataFrame, clock: Clockface) -> Known:
    """Return a trait's value for each customer of whom something is kept; `rows` are of its measure only."""
    shown = trait.window or (ENGAGEMENT if trait.aggregate == "engagement" else None)
    inside = within(rows, shown, clock)
    match trait.aggregate:
        case "engagement":
            values = _engagement(inside, clock)
        case "streak":
            values = _streaks(inside, clock)
        case "trend":
            values = _trend(trait, rows, clock)
        case "first" | "last":
            values = _said(trait, inside)
        case aggregate:
            values = inside.group_by("customer_id").agg(value=_SUMMARIES[aggregate])
    return Known(_divided(values, MICRO) if trait.aggregate == "sum" else values, _DEFAULTS.get(trait.aggregate))


def within(rows: pl.DataFrame, window: Window | None, clock: Clockface) -> pl.DataFrame:
    """Return the rows whose bucket lies in a window."""
    if window is None:
        return rows
    last = clock.number(window.unit) - window.ago
    return rows.filter(pl.col("bucket").is_between(last - window.length, last, closed="right"))


def unit_of(trait: EventTrait) -> Unit:
    """Return whether a trait changes with the day or with the minute."""
    return "minute" if trait.window is not None and trait.window.unit == "minute" else "day"


def changes(trait: EventTrait, rows: pl.DataFrame, clock: Clockface) -> pl.DataFrame:
    """Return `customer_id` with `change`, the next day or minute at which the trait changes by the clock alone."""
    unit = unit_of(trait)
    now, bucket = clock.number(unit), pl.col("bucket").cast(pl.Int64)
    match trait.aggregate, trait.window:
        case "engagement", _:
            # Every day that passes counts a little less.
            steps = [
                pl.when(bucket > now - ENGAGEMENT.length)
                .then(pl.max_horizontal(bucket, pl.lit(now + 1)))
                .otherwise(None)
            ]
        case "streak", _:
            steps = [_next(bucket, now), _next(bucket + 2, now)]
        case "trend", Window() as window:
            ends = (window.ago, window.reach, window.before().reach)
            steps = [_next(bucket + shift, now) for shift in ends]
        case _, Window() as window:
            steps = [_next(bucket + window.ago, now), _next(bucket + window.reach, now)]
        case _:
            return pl.DataFrame(schema=CHANGE)
    return rows.select("customer_id", change=pl.min_horizontal(steps)).drop_nulls().cast(CHANGE)


def placed(ids: pl.Series, values: pl.Series, customers: pl.Series) -> pl.Series:
    """Return a value for each of some customers (sorted); null for those who have none."""
    places = np.searchsorted(customers.to_numpy(), ids.to_numpy())
    index = np.full(len(customers), -1, dtype=np.int64)
    index[places] = np.arange(len(ids))
    return values.gather(pl.Series(index).replace(-1, None).cast(pl.UInt32))


def earliest(due: Instants, ids: pl.Series, instants: Instants, customers: pl.Series) -> None:
    """Bring forward what is due for some customers."""
    np.minimum.at(due, np.searchsorted(customers.to_numpy(), ids.to_numpy()), instants)


def never(count: int) -> Instants:
    """Return that nothing is due, for each of some customers."""
    return np.full(count, NEVER, dtype=np.int64)


def _divided(known: pl.DataFrame, divisor: int) -> pl.DataFrame:
    # Polars multiplies by the inverse of a constant divisor, which is off in the last digit.
    return known.with_columns(pl.Series("value", known["value"].to_numpy() / divisor, dtype=pl.Float64))


def _next(number: pl.Expr, now: int) -> pl.Expr:
    return pl.when(number > now).then(number).otherwise(None)


def _engagement(inside: pl.DataFrame, clock: Clockface) -> pl.DataFrame:
    """Return acts a day, weighted by how long ago they were: the weights of all 90 days make one."""
    weights = pl.DataFrame(
        {"age": range(len(WEIGHTS)), "weight": WEIGHTS}, schema={"age": pl.Int64, "weight": pl.Int64}
    )
    age = clock.number("day") - pl.col("bucket").cast(pl.Int64)
    weighed = inside.select("customer_id", "count", age=age).join(weights, on="age")
    total = (pl.col("count") * pl.col("weight")).sum()
    return _divided(weighed.group_by("customer_id").agg(value=total), sum(WEIGHTS))


def _streaks(rows: pl.DataFrame, clock: Clockface) -> pl.DataFrame:
    """Return how many days follow each other without a gap, up to today or yesterday."""
    today = clock.number("day")
    past = rows.filter(pl.col("bucket") <= today)
    current = past.filter(pl.col("bucket") >= today - 1).select("customer_id").unique()
    days = past.join(current, on="customer_id", how="semi").sort("customer_id", "bucket")
    follows = (pl.col("customer_id").diff() == 0) & (pl.col("bucket").diff() == 1)
    runs = days.with_columns(run=(~follows).fill_null(value=True).cum_sum())
    lengths = runs.group_by("run").agg(
        pl.col("customer_id").first(), pl.col("bucket").max(), value=pl.len().cast(pl.Int64)
    )
    return lengths.filter(pl.col("bucket") >= today - 1).select("customer_id", "value")


def _trend(trait: EventTrait, rows: pl.DataFrame, clock: Clockface) -> pl.DataFrame:
    """Return by which share events became more (or, below zero, less) than in the window before."""
    window = trait.window or ENGAGEMENT
    now, before = (
        within(rows, each, clock).group_by("customer_id").agg(count=pl.col("count").sum())
        for each in (window, window.before())
    )
    both = before.join(now, on="customer_id", how="left", suffix="_now")
    change = (pl.col("count_now").fill_null(0) - pl.col("count")) / pl.col("count")
    return both.filter(pl.col("count") > 0).select("customer_id", value=change)


def _said(trait: EventTrait, inside: pl.DataFrame) -> pl.DataFrame:
    ordered = inside.sort("customer_id", "at", "by", "value")
    keep = "first" if trait.aggregate == "first" else "last"
    one = ordered.unique("customer_id", keep=keep, maintain_order=True)  # type: ignore[arg-type]  # one of two literals
    value = typed(pl.col("value"), trait.type) if trait.property else pl.col("at").cast(INSTANT)
    return one.select("customer_id", value=value)
