"""Compute traits of many customers from the counts and amounts that their measures keep.

Customers are places in an array. Counting works in arrays and not in frames: a tick is about few customers and many
traits, and starting a query for each would cost more than the counting.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tenure.signals.rules.calendars import NEVER
from tenure.signals.rules.clockfaces import Clockface, Numbers
from tenure.signals.rules.definitions import EventTrait
from tenure.signals.rules.partials import MICRO, sections
from tenure.signals.rules.tallies import is_ordered, order, starts
from tenure.signals.rules.windows import Unit, Window

Column = NDArray[np.int64] | NDArray[np.float64]

# Recent acts count more: half as much after two weeks. Beyond 90 days nothing is left that could matter.
HALF_LIFE_DAYS: Final = 14
ENGAGEMENT: Final = Window(90, "day")
# In millionths, so that sums are exact in any order.
WEIGHTS: Final = np.array([round(MICRO * 2 ** (-age / HALF_LIFE_DAYS)) for age in range(ENGAGEMENT.length)])
# By age in days; the last two are for what is older than all of them, and for what is yet to come.
_WEIGHED: Final = np.append(WEIGHTS, [0, 0])
NUMERIC: Final = ("counts", "amounts")
KEPT: Final = ("count", "total", "least", "greatest")


@dataclass(frozen=True, slots=True)
class Rows:
    """What is kept of one measure, by customer and bucket: whose it is, the bucket, and the numbers kept in it.

    `customers` are all who are computed, sorted; nobody else has rows. A customer's place is the one among them.
    """

    ids: Numbers
    customers: Numbers
    buckets: Numbers
    kept: Mapping[str, Column]
    _found: dict[object, Numbers] = field(default_factory=dict)

    @property
    def places(self) -> Numbers:
        """Return the place of each row's customer."""
        return np.repeat(np.arange(self.customers.size), np.diff(self.begins()))

    def where(self, mask: NDArray[np.bool_] | Numbers) -> "Rows":
        """Return some of the rows."""
        kept = {name: kept[mask] for name, kept in self.kept.items()}
        return Rows(self.ids[mask], self.customers, self.buckets[mask], kept)

    def within(self, window: Window | None, clock: Clockface) -> "Rows":
        """Return the rows that lie in a window, or all of them."""
        return self if window is None else self.where(clock.inside(self.buckets, window))

    def begins(self) -> Numbers:
        """Return where the rows of each customer begin, and at last where all end."""
        if "begins" not in self._found:
            self._found["begins"] = np.append(np.searchsorted(self.ids, self.customers), self.ids.size)
        return self._found["begins"]

    def after(self, bucket: int) -> Numbers:
        """Return for each customer the first row after a bucket, or where the rows of the next begin."""
        if bucket not in self._found:
            self._found[bucket] = self.begins()[:-1] + self.sums((self.buckets <= bucket).view(np.int8))
        return self._found[bucket]

    def sums(self, numbers: Column | NDArray[np.int8]) -> Numbers:
        """Return the sum of some whole numbers, one a row, for each customer."""
        begins = self.begins()
        has_rows = begins[1:] > begins[:-1]
        total = np.zeros(self.customers.size, dtype=np.int64)
        if has_rows.any():
            total[has_rows] = np.add.reduceat(numbers, begins[:-1][has_rows], dtype=np.int64)
        return total


def rows_of(frame: pl.DataFrame, customers: pl.Series) -> Rows:
    """Return what is kept of some customers (sorted) as arrays."""
    kept = {name: frame[name].to_numpy() for name in frame.columns if name in KEPT}
    ids, buckets = frame["customer_id"].to_numpy(), frame["bucket"].to_numpy()
    rows = Rows(ids, customers.to_numpy(), buckets, kept)
    return rows if is_ordered(ids, buckets) else rows.where(order(ids, buckets))


def by_measure(frame: pl.DataFrame, customers: pl.Series) -> Iterator[tuple[int, Rows]]:
    """Yield the number of each measure of which something is kept, with its rows."""
    measures = frame["measure"].to_numpy()
    lying = frame if (measures[1:] >= measures[:-1]).all() else frame.sort("measure", maintain_order=True)
    for first, last in sections(lying):
        yield int(lying["measure"][first]), rows_of(lying[first:last], customers)


def places_of(ids: pl.Series, customers: pl.Series) -> Numbers:
    """Return the place of each id among some customers (sorted), who must be among them."""
    column = ids.to_numpy()
    # Equal ids lie together: each is looked up once.
    first = starts(column)
    return np.repeat(np.searchsorted(customers.to_numpy(), column[first]), np.diff(first, append=column.size))


def numbers(trait: EventTrait, rows: Rows, clock: Clockface, *, count: int) -> Column:
    """Return a trait for each of `count` customers; NaN where nothing is known."""
    match trait.aggregate:
        case "count":
            found: Column = _counted(rows, trait.window, clock)
        case "active_days":  # of each day one row is kept
            first, last = _bounds(rows, trait.window, clock)
            found = last - first
        case "sum":
            inside = rows.within(trait.window, clock)
            found = inside.sums(inside.kept["total"]) / MICRO
        case "min":
            inside = rows.within(trait.window, clock)
            found = _least(inside.places, inside.kept["least"], count)
        case "max":
            inside = rows.within(trait.window, clock)
            found = -_least(inside.places, -inside.kept["greatest"], count)
        case "streak":
            found = _streaks(rows, clock, count)
        case "engagement":
            found = _engagement(rows, clock)
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
            # Every day that passes counts a little less: of the recent rows the first one is the soonest.
            turns, is_ahead = _first_after(rows, now - ENGAGEMENT.length)
            np.minimum(soonest, np.where(is_ahead, np.maximum(turns, now + 1), NEVER), out=soonest)
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
        turns, is_ahead = _first_after(rows, now - shift)
        np.minimum(soonest, np.where(is_ahead, turns + shift, NEVER), out=soonest)


def never(count: int) -> Numbers:
    """Return that nothing is due, for each of some customers."""
    return np.full(count, NEVER, dtype=np.int64)


def _bounds(rows: Rows, window: Window | None, clock: Clockface) -> tuple[Numbers, Numbers]:
    """Return from which row on, and up to which, the rows of each customer lie in a window."""
    begins = rows.begins()
    if window is None:
        return begins[:-1], begins[1:]
    last = clock.number(window.unit) - window.ago
    return rows.after(last - window.length), rows.after(last)


def _first_after(rows: Rows, bucket: int) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return each customer's first bucket after another one, and for whom there is one."""
    places, ends = rows.after(bucket), rows.begins()[1:]
    is_there = places < ends
    found = np.zeros(places.size, dtype=np.int64)
    found[is_there] = rows.buckets[places[is_there]]
    return found, is_there


def _counted(rows: Rows, window: Window | None, clock: Clockface) -> Numbers:
    counts = rows.kept["count"]
    return rows.sums(counts if window is None else counts * clock.inside(rows.buckets, window))


def _least(places: Numbers, amounts: Column, count: int) -> NDArray[np.float64]:
    least = np.full(count, np.inf)
    np.minimum.at(least, places, amounts)
    least[np.isinf(least)] = np.nan
    return least


def _engagement(rows: Rows, clock: Clockface) -> NDArray[np.float64]:
    """Return acts a day, weighted by how long ago they were: the weights of all 90 days make one."""
    ages = np.clip(clock.number("day") - rows.buckets, -1, ENGAGEMENT.length)
    weighted = rows.sums(rows.kept["count"] * _WEIGHED[ages])
    average: NDArray[np.float64] = weighted / WEIGHTS.sum()
    return average


def _streaks(rows: Rows, clock: Clockface, count: int) -> NDArray[np.int64]:
    """Return how many days follow each other without a gap, up to today or yesterday."""
    today, lengths = clock.number("day"), np.zeros(count, dtype=np.int64)
    begins, last = rows.begins()[:-1], rows.after(today) - 1
    who = np.flatnonzero(last >= begins)
    who = who[rows.buckets[last[who]] >= today - 1]
    row, day = last[who], rows.buckets[last[who]]
    # One day back a round, for those who were there on it.
    while who.size:
        lengths[who] += 1
        row, day = row - 1, day - 1
        goes_on = row >= begins[who]
        goes_on[goes_on] = rows.buckets[row[goes_on]] == day[goes_on]
        who, row, day = who[goes_on], row[goes_on], day[goes_on]
    return lengths


def _trend(trait: EventTrait, rows: Rows, clock: Clockface, count: int) -> NDArray[np.float64]:
    """Return by which share events became more (or, below zero, less) than in the window before."""
    window = trait.window or ENGAGEMENT
    now, before = (_counted(rows, each, clock) for each in (window, window.before()))
    change = np.full(count, np.nan)
    np.divide(now - before, before, out=change, where=before > 0)
    return change
