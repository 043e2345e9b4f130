"""Reduce events that are sorted by customer and time to what a measure keeps of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tenure.signals.rules import calendars
from tenure.signals.rules.clockfaces import Numbers
from tenure.signals.rules.json_values import picked, read_as
from tenure.signals.rules.measures import Measure
from tenure.signals.rules.partials import MICRO, SCHEMAS, reduced
from tenure.signals.rules.tallies import is_ordered, is_strictly_ordered, order, starts, sums, tallied

_NUMPY: Final[Mapping[pl.DataType, type[np.generic]]] = {
    pl.Int64(): np.int64,
    pl.Int32(): np.int32,
    pl.Float64(): np.float64,
}
# Beyond a billion an amount is taken for a mistake; millionths of thousands of them fit into an integer.
_LARGEST = 1e9


@dataclass(frozen=True, slots=True)
class Sorted:
    """Events seen by customer and time: as arrays the customer, the instant and each kind of bucket.

    The rows themselves lie as they came; `sorting` has the row of each place, or is None where they lie in order.
    """

    rows: pl.DataFrame
    sorting: Numbers | None
    customers: Numbers
    instants: Numbers
    buckets: Mapping[str, Numbers]

    def places(self, mask: NDArray[np.bool_]) -> Numbers:
        """Return the places of some of the rows."""
        if self.sorting is None or not mask.any():
            return np.flatnonzero(mask)
        return np.flatnonzero(mask[self.sorting])

    def of(self, name: str, places: Numbers) -> pl.Series:
        """Return a column at some places."""
        return self.rows[name][places if self.sorting is None else self.sorting[places]]

    def whose(self, places: Numbers) -> Numbers:
        """Return the customers at some places, which are in order."""
        return self.customers if places.size == self.customers.size else self.customers[places]

    def bucket(self, places: Numbers, measure: Measure) -> Numbers:
        """Return the buckets at some places, which are in order."""
        if measure.bucket == "all":
            return np.zeros(places.size, dtype=np.int32)
        buckets = self.buckets[bucket_name(measure)]
        return buckets if places.size == buckets.size else buckets[places]


def in_order(events: pl.DataFrame, measures: Sequence[Measure]) -> Sorted:
    """Return events (of somebody) by customer and time; of those that lie so already nothing is moved."""
    customers = events["customer_id"].to_numpy()
    instants = events["occurred_at"].to_physical().to_numpy()
    asked = {bucket_name(measure): _bucket(measure) for measure in measures if measure.bucket != "all"}
    dated = events.select(bucket.alias(name) for name, bucket in asked.items())
    buckets = {name: dated[name].to_numpy() for name in asked}
    if is_ordered(customers, instants):
        return Sorted(events, None, customers, instants, buckets)
    sorting = order(customers, instants)
    moved = {name: numbers[sorting] for name, numbers in buckets.items()}
    return Sorted(events, sorting, customers[sorting], instants[sorting], moved)


def kept(known: Sorted, places: Numbers, measure: Measure) -> pl.DataFrame:
    """Return what a measure keeps of the events at some places, sorted by customer and bucket."""
    if measure.keeps == "counts":
        return _counts(known, places, measure)
    if measure.property:
        values = picked(known.of("properties", places), [measure.property]).to_series()
        is_said = values.is_not_null().to_numpy()
        places, values = places[is_said], values.filter(pl.Series(is_said))
    else:
        values = pl.Series([None], dtype=pl.String).new_from_index(0, places.size)
    match measure.keeps:
        case "amounts":
            return _amounts(known, places, measure, values)
        case "members":
            # All are of one measure, and perhaps of one bucket: fewer keys are fewer comparisons.
            by = ("customer_id",) if measure.bucket == "all" else ("customer_id", "bucket")
            return reduced("members", _said(known, places, measure, values).drop("at", "by"), by=by)
        case _:
            return _ends(known, places, measure, values)


def bucket_name(measure: Measure) -> str:
    """Return what the buckets of a measure are called: measures with the same days or minutes share them."""
    return f"#{measure.bucket}:{measure.zone}"


def _bucket(measure: Measure) -> pl.Expr:
    if measure.bucket == "day":
        return calendars.day_of("occurred_at", zone=measure.zone)
    return calendars.minute_of("occurred_at")


def _starts(customers: Numbers, buckets: Numbers, measure: Measure) -> Numbers:
    return starts(customers) if measure.bucket == "all" else starts(customers, buckets)


def _counts(known: Sorted, places: Numbers, measure: Measure) -> pl.DataFrame:
    customers, buckets = known.whose(places), known.bucket(places, measure)
    if measure.bucket != "all":
        return _frame(measure, *tallied(customers, buckets))
    first = starts(customers)
    return _frame(measure, customers[first], buckets[first], np.diff(first, append=places.size))


def _frame(measure: Measure, *columns: Numbers) -> pl.DataFrame:
    schema = SCHEMAS[measure.keeps]
    names = [name for name in schema if name != "measure"]
    found = dict(zip(names, columns, strict=True)) | {"measure": np.full(columns[0].size, measure.number())}
    typed = {name: found[name].astype(_NUMPY[kind], copy=False) for name, kind in schema.items()}
    return pl.DataFrame([pl.Series(name, column) for name, column in typed.items()])


def _said(known: Sorted, places: Numbers, measure: Measure, values: pl.Series) -> pl.DataFrame:
    said = {
        "customer_id": known.of("customer_id", places),
        "measure": pl.Series(np.full(places.size, measure.number(), dtype=np.int64)),
        "bucket": pl.Series(known.bucket(places, measure), dtype=pl.Int32),
        "value": values,
        "at": known.of("occurred_at", places),
        "by": known.of("message_id", places),
    }
    return pl.DataFrame(said)


def _amounts(known: Sorted, places: Numbers, measure: Measure, values: pl.Series) -> pl.DataFrame:
    said = read_as(values, "number")
    is_number = (said.abs() <= _LARGEST).fill_null(value=False).to_numpy()
    numbers, places = said.filter(pl.Series(is_number)).to_numpy(), places[is_number]
    total = pl.Series(numbers * MICRO).round().cast(pl.Int64).to_numpy()
    customers, buckets = known.whose(places), known.bucket(places, measure)
    first = _starts(customers, buckets, measure)
    if not first.size:
        return pl.DataFrame(schema=SCHEMAS["amounts"])
    found = _frame(
        measure,
        customers[first],
        buckets[first],
        sums(total, first),
        np.minimum.reduceat(numbers, first),
        np.maximum.reduceat(numbers, first),
    )
    # Where clocks are set back over midnight, a day may come, go and come again.
    return found if is_strictly_ordered(customers[first], buckets[first]) else reduced("amounts", found)


def _ends(known: Sorted, places: Numbers, measure: Measure, values: pl.Series) -> pl.DataFrame:
    """Return the first or last event of each customer and bucket; of one instant the message decides."""
    customers, buckets = known.whose(places), known.bucket(places, measure)
    first = _starts(customers, buckets, measure)
    if measure.bucket != "all" and not is_strictly_ordered(customers[first], buckets[first]):
        return reduced(measure.keeps, _said(known, places, measure, values))
    counts = np.diff(first, append=places.size)
    end, step = (first, 1) if measure.keeps == "firsts" else (first + counts - 1, -1)
    instants, is_tied = known.instants[places[end]], counts > 1
    is_tied[is_tied] = known.instants[places[end[is_tied] + step]] == instants[is_tied]
    if not is_tied.any():
        return _said(known, places[end], measure, values[end])
    tied, alone = np.flatnonzero(np.repeat(is_tied, counts)), end[~is_tied]
    tied = tied[known.instants[places[tied]] == np.repeat(instants[is_tied], counts[is_tied])]
    parts = [
        _said(known, places[alone], measure, values[alone]),
        reduced(measure.keeps, _said(known, places[tied], measure, values[tied])),
    ]
    return pl.concat(parts).sort("customer_id", "bucket")
