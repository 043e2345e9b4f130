import itertools

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tenure.events.rules.message_index import MessageIndex, added, hashed, hits

FLUSHES = st.lists(st.lists(st.integers(0, 60), max_size=40), max_size=12)


def index_of(flushes: list[list[int]]) -> MessageIndex:
    index = MessageIndex()
    for seq, flush in enumerate(flushes, start=1):
        index = added(index, np.array(flush, np.uint64), seqs=np.full(len(flush), seq, np.int64))
    return index


@given(FLUSHES, st.lists(st.integers(0, 60), max_size=20))
def test_every_place_of_a_hash_is_found_and_no_other(flushes, wanted):
    found = hits(index_of(flushes), np.array(wanted, np.uint64))

    assert sorted(found.rows()) == sorted(
        (row, seq)
        for row, value in enumerate(wanted)
        for seq, flush in enumerate(flushes, start=1)
        for known in flush
        if known == value
    )


@given(FLUSHES)
def test_runs_are_sorted_and_each_is_at_least_twice_as_long_as_the_next(flushes):
    index = index_of(flushes)
    sizes = [run.hashes.size for run in index.runs]

    assert index.size == sum(map(len, flushes))
    assert all(bool((run.hashes[:-1] <= run.hashes[1:]).all()) for run in index.runs)
    assert all(longer >= 2 * shorter for longer, shorter in itertools.pairwise(sizes))


def test_a_thousand_flushes_leave_a_handful_of_runs():
    assert len(index_of([[n] for n in range(1_000)]).runs) < 11


def test_hashes_beyond_all_known_ones_are_not_found():
    index = index_of([[5, 7]])

    assert hits(index, np.array([0, 6, 2**64 - 1], np.uint64)).is_empty()
    assert hits(MessageIndex(), np.array([5], np.uint64)).is_empty()


def test_the_same_id_has_the_same_hash_wherever_it_stands():
    frame = pl.DataFrame({"key": ["a", "b", "c", "b", "a"]})

    found = frame.select(hashed(pl.col("key"))).to_series()

    assert found.dtype == pl.UInt64
    assert (found[0], found[1]) == (found[4], found[3])
    assert found.n_unique() == 3
