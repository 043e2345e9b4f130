"""What lies together is added up as if each row were looked at alone, sorted or not."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.signals.rules import tallies
from tenure.signals.rules.tallies import distinct, is_ordered, is_strictly_ordered, order, starts, tallied

FAR = 2**61
PAIRS = st.lists(st.tuples(st.sampled_from([1, 2, 3, FAR]), st.integers(-2, 3)), max_size=30)


def columns(rows, count=2):
    return [np.array([row[place] for row in rows], dtype=np.int64) for place in range(count)]


@given(PAIRS)
def test_rows_are_counted_by_customer_and_bucket(rows):
    customers, buckets, counts = tallied(*columns(rows))

    found = list(zip(customers.tolist(), buckets.tolist(), counts.tolist(), strict=True))
    assert found == sorted((*pair, count) for pair, count in Counter(rows).items())


@given(PAIRS, st.data())
def test_counts_are_added_up(rows, data):
    given_counts = data.draw(st.lists(st.integers(1, 9), min_size=len(rows), max_size=len(rows)))
    expected = Counter()
    for pair, count in zip(rows, given_counts, strict=True):
        expected[pair] += count

    customers, buckets, counts = tallied(*columns(rows), np.array(given_counts, dtype=np.int32))

    found = zip(customers.tolist(), buckets.tolist(), counts.tolist(), strict=True)
    assert {(customer, bucket): count for customer, bucket, count in found} == expected


@given(PAIRS)
def test_order_is_told_and_made(rows):
    first, second = columns(rows)
    sorting = order(first, second)

    assert is_ordered(first, second) == (rows == sorted(rows))
    assert is_strictly_ordered(first, second) == (rows == sorted(set(rows)))
    assert is_ordered(first[sorting], second[sorting])
    equal = [place for place in sorting.tolist() if rows and rows[place] == rows[0]]
    assert equal == sorted(equal)


def test_runs_begin_where_any_column_changes():
    assert starts(np.array([1, 1, 2, 2]), np.array([5, 5, 5, 6])).tolist() == [0, 2, 3]
    assert starts(np.array([], dtype=np.int64)).tolist() == []


@pytest.mark.parametrize("table", [1, 1 << 26])
def test_numbers_of_several_columns_are_met_once(monkeypatch, table):
    monkeypatch.setattr(tallies, "_TABLE", table)

    assert distinct([np.array([4, 4, 9]), np.array([], dtype=np.int64), np.array([2, 9])]).tolist() == [2, 4, 9]
    assert distinct([]).tolist() == []
