"""Rows are rewritten a few times in all, whatever their number."""

import itertools
from math import log, log2

from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.signals.rules.levels import FACTOR, Run, kept_apart


def grown(runs, added):
    apart = kept_apart(runs, added=added)
    whole = added + sum(run.row_count for run in runs[apart:])
    return [*runs[:apart], Run(f"r{added}", whole)], whole


def test_a_small_run_leaves_the_large_ones_alone():
    runs = [Run("a", 1_000_000), Run("b", 10_000), Run("c", 100)]

    assert [kept_apart(runs, added=added) for added in (1, 25, 26, 2_500, 300_000)] == [3, 3, 2, 1, 0]
    assert kept_apart([], added=5) == 0


def test_ticks_of_one_size_write_no_more_than_n_log_n_rows():
    for count in (10, 100, 1_000, 10_000):
        runs, written = [], 0
        for _ in range(count):
            runs, rows = grown(runs, 1)
            written += rows
        assert written <= FACTOR * count * (1 + log2(count))
        assert len(runs) <= 1 + log(count, FACTOR)


@settings(max_examples=50)
@given(sizes=st.lists(st.integers(0, 5_000), max_size=60))
def test_runs_fall_in_size_and_no_row_is_lost(sizes):
    runs = []
    for size in sizes:
        runs, _ = grown(runs, size)

    assert sum(run.row_count for run in runs) == sum(sizes)
    counts = [run.row_count for run in runs]
    assert all(one >= FACTOR * other for one, other in itertools.pairwise(counts))
