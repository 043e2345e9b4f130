"""Compute traits of many customers from the counts and amounts that their measures keep.

Customers are places in an array. Counting works in arrays and not in frames: a tick is about few customers and many
traits, and starting a query for each would cost more than the counting.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tenure.signals.rules.calendars import NEVER
from tenure.signals.rules.clockfaces import Clockface, Numbers
from tenure.signals.rules.definitions import EventTrait
from tenure.signals.rules.partials import MICRO
from tenure.signals.rules.windows import Unit, Window

Column = NDArray[np.int64] | NDArray[np.float64]

# Recent acts count more: half as much after two weeks. Beyond 90 days nothing is left that could matter.
HALF_LIFE_DAYS: Final = 14
ENGAGEMENT: Final = Window(90, "day")
# In millionths, so that sums are exact in any order.
WEIGHTS: Final = np.array([round(MICRO * 2 ** (-age / HALF_LIFE_DAYS)) for age in range(ENGAGEMENT.length)])
NUMERIC: Final = ("counts", "amounts")
KEPT: Final = ("count", "total", "least", "greatest")


@dataclass(frozen=True, slots=True)
class Rows:
    """What is kept of one measure: for each row the customer's place, the bucket, and the numbers kept in it."""

    places: Numbers
    buckets: Numbers
    kept: Mapping[str, Column]

    def where(self, mask: NDArray[np.bool_] | Numbers) -> "Rows":
        """Return some of the rows."""
        return Rows(self.places[mask], self.buckets[mask], {name: kept[mask] for name, kept in self.kept.items()})

    def within(self, window: Window | None, clock: Clockface) -> "Rows":
        """Return the rows that lie in a window, or all of them."""
        return self if window is None else self.where(clock.inside(self.buckets, window))


def rows_of(frame: pl.DataFrame, customers: pl.Series) -> Rows:
    """Return what is kept of some customers (sorted) as arrays."""
    kept = {name: frame[name].to_numpy() for name in frame.columns if name in KEPT}
    return Rows(places_of(frame["customer_id"], customers), frame["bucket"].to_numpy().astype(np.int64), kept)


def by_measure(frame: pl.DataFrame, customers: pl.Series) -> Iterator[tuple[int, Rows]]:
    """Yield the number of each measure of which something is kept, with its rows."""
    rows, measures = rows_of(frame, customers), frame["measure"].to_numpy()
    order = np.argsort(measures, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(measures[order])) + 1):
        if part.size:
            yield int(measures[part[0]]), rows.where(part)


def places_of(ids: pl.Series, customers: pl.Series) -> Numbers:
    """Return the place of each id among some customers (sorted), who must be among them."""
    return np.searchsorted(customers.to_numpy(), ids.to_numpy())


def numbers(trait: EventTrait, rows: Rows, clock: Clockface, *, count: int) -> Column:
    """Return a trait for each of `count` customers; NaN where nothing is known."""
    inside = rows.within(ENGAGEMENT if trait.aggregate == "engagement" else trait.window, clock)
    match trait.aggregate:
        case "count":
            found: Column = _total(inside, "count", count)
        case "active_days":  # of each day one row is kept
            found = np.bincount(inside.places, minlength=count).astype(np.int64)
        case "sum":
            found = _total(inside, "total", count) / MICRO
        case "min":
            found = _least(inside.places, inside.kept["least"], count)
        case "max":
            found = -_least(inside.places, -inside.kept["greatest"], count)
        case "streak":
            found = _streaks(inside, clock, count)
        case "engagement":
            found = _engagement(inside, clock, count)
        case _:
            found = _trend(trait, rows, clock, count)
    return found


def unit_of(trait: EventTrait) -> Unit:
    """Return whether a trait changes with the day or with the minute."""
    return "minute" if trait.window is not None and trait.window.unit == "minute" else "day"


def bring_forward(soonest: Numbers, trait: EventTrait, rows: Rows, clock: Clockface) -> None:
    """Lower, for each customer, the next day or minute at which a trait changes by the clock alone."""
    now = clock.number(unit_of(trait))
    shifts: tuple[int, ...]
    match trait.aggregate, trait.window:
        case "engagement", _:
            # Every day that passes counts a little less.
            recent = rows.where(rows.buckets > now - ENGAGEMENT.length)
            np.minimum.at(soonest, recent.places, np.maximum(recent.buckets, now + 1))
            return
        case "streak", _:
            shifts = (0, 2)
        case "trend", Window() as window:
            shifts = (window.ago, window.reach, window.before().reach)
        case _, Window() as window:
            shifts = (window.ago, window.reach)
        case _:
            return
    for shift in shifts:
        turns = rows.buckets + shift
        is_ahead = turns > now
        np.minimum.at(soonest, rows.places[is_ahead], turns[is_ahead])


def never(count: int) -> Numbers:
    """Return that nothing is due, for each of some customers."""
    return np.full(count, NEVER, dtype=np.int64)


def _total(rows: Rows, name: str, count: int) -> NDArray[np.int64]:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, rows.places, rows.kept[name])
    return total


def _least(places: Numbers, amounts: Column, count: int) -> NDArray[np.float64]:
    least = np.full(count, np.inf)
    np.minimum.at(least, places, amounts)
    least[np.isinf(least)] = np.nan
    return least


def _engagement(rows: Rows, clock: Clockface, count: int) -> NDArray[np.float64]:
    """Return acts a day, weighted by how long ago they were: the weights of all 90 days make one."""
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, rows.places, rows.kept["count"] * WEIGHTS[clock.number("day") - rows.buckets])
    average: NDArray[np.float64] = total / WEIGHTS.sum()
    return average


def _streaks(rows: Rows, clock: Clockface, count: int) -> NDArray[np.int64]:
    """Return how many days follow each other without a gap, up to today or yesterday."""
    today, lengths = clock.number("day"), np.zeros(count, dtype=np.int64)
    past = rows.where(rows.buckets <= today)
    if not past.places.size:
        return lengths
    order = np.lexsort((past.buckets, past.places))
    places, days = past.places[order], past.buckets[order]
    follows = (np.diff(places) == 0) & (np.diff(days) == 1)
    begins = np.concatenate([[0], np.flatnonzero(~follows) + 1])
    ends = np.concatenate([begins[1:], [places.size]]) - 1
    is_current = days[ends] >= today - 1
    lengths[places[ends[is_current]]] = (ends - begins + 1)[is_current]
    return lengths


def _trend(trait: EventTrait, rows: Rows, clock: Clockface, count: int) -> NDArray[np.float64]:
    """Return by which share events became more (or, below zero, less) than in the window before."""
    window = trait.window or ENGAGEMENT
    now, before = (_total(rows.within(each, clock), "count", count) for each in (window, window.before()))
    change = np.full(count, np.nan)
    np.divide(now - before, before, out=change, where=before > 0)
    return change
