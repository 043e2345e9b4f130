"""Find and add up what lies together in sorted columns, without hashing."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tenure.signals.rules.clockfaces import Numbers

# What fits into one signed 64-bit word.
_WORD = 1 << 62
# Up to so many numbers are marked in a table rather than sorted.
_TABLE = 1 << 26


def starts(*columns: Numbers) -> Numbers:
    """Return where each run of rows begins that are equal in all columns."""
    is_new = np.zeros(columns[0].size, dtype=np.bool_)
    is_new[:1] = True
    for column in columns:
        is_new[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(is_new)


def is_ordered(first: Numbers, second: Numbers) -> bool:
    """Return whether rows are sorted by two columns."""
    falls = np.flatnonzero(second[1:] < second[:-1])
    return bool((first[1:] >= first[:-1]).all() and (first[falls + 1] > first[falls]).all())


def is_strictly_ordered(first: Numbers, second: Numbers) -> bool:
    """Return whether rows are sorted by two columns, and no two are equal in both."""
    stays = np.flatnonzero(second[1:] <= second[:-1])
    return bool((first[1:] >= first[:-1]).all() and (first[stays + 1] > first[stays]).all())


def order(first: Numbers, second: Numbers) -> Numbers:
    """Return the places that sort rows by two columns; equal ones stay as they lie."""
    low, high = (int(second.min()), int(second.max())) if second.size else (0, 0)
    span = high - low + 1
    lowest, highest = (int(first.min()), int(first.max())) if first.size else (0, 0)
    if (highest - lowest + 1) * span >= _WORD:
        return np.lexsort((second, first))
    # One word a row is compared at once; runs that are sorted already are merged.
    words = (first.astype(np.int64) - lowest) * span + (second.astype(np.int64) - low)
    return np.argsort(words, kind="stable")


def tallied(customers: Numbers, buckets: Numbers, counts: Numbers | None = None) -> tuple[Numbers, Numbers, Numbers]:
    """Return each customer and bucket once, sorted, with the sum of its counts; each row counts one without any."""
    if not is_ordered(customers, buckets):
        sorting = order(customers, buckets)
        customers, buckets = customers[sorting], buckets[sorting]
        counts = None if counts is None else counts[sorting]
    first = starts(customers, buckets)
    total = np.diff(first, append=customers.size) if counts is None else sums(counts, first)
    return customers[first], buckets[first], total


def sums(numbers: Numbers, first: Numbers) -> Numbers:
    """Return the sum of each run."""
    if first.size == numbers.size:
        return numbers.astype(np.int64)
    found: NDArray[np.int64] = np.add.reduceat(numbers, first, dtype=np.int64)
    return found


def distinct(columns: Iterable[Numbers]) -> Numbers:
    """Return every number of several columns once, sorted; in them equal numbers mostly lie together."""
    met = [column[starts(column)] for column in columns if column.size]
    low, high = min((int(each.min()) for each in met), default=0), max((int(each.max()) for each in met), default=-1)
    if high - low >= _TABLE:
        return np.unique(np.concatenate(met))
    is_met = np.zeros(high - low + 1, dtype=np.bool_)
    for each in met:
        is_met[each - low] = True
    return np.flatnonzero(is_met) + low
