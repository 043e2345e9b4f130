import itertools

import numpy as np
import polars as pl
from hypothesis import assume, given
from hypothesis import strategies as st

from tenure.events.rules.message_index import MessageIndex, Run, added, hashed, hits, slices

FLUSHES = st.lists(st.lists(st.integers(0, 60), max_size=40), max_size=12)


def index_of(flushes: list[list[int]]) -> MessageIndex:
    index = MessageIndex()
    for seq, flush in enumerate(flushes, start=1):
        index = added(index, np.array(flush, np.uint64), seqs=np.full(len(flush), seq, np.int64))
    return index


@given(FLUSHES, st.lists(st.integers(0, 60), max_size=20))
def test_every_place_of_a_hash_is_found_and_no_other(flushes, wanted):
    found = hits(index_of(flushes).runs, np.array(wanted, np.uint64))

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

    assert hits(index.runs, np.array([0, 6, 2**64 - 1], np.uint64)).is_empty()
    assert hits((), np.array([5], np.uint64)).is_empty()


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=40)))
def test_the_same_id_has_the_same_hash_wherever_it_stands(keys):
    alone = [hashed(pl.Series([key], dtype=pl.String))[0] for key in keys]

    assert hashed(pl.Series(keys, dtype=pl.String)).tolist() == alone
    assert len(set(alone)) == len(set(keys))


def test_hashes_are_the_same_in_every_process_and_release_because_they_are_kept():
    known = {
        "a": 0x3BF9A24797DF2D66,
        "5b9f1c0e-93a1-4b52-8f4e-0a6f0c1c7d11": 0x2F4BEBC8B5D22F44,
        "\0consent_changed:con_1": 0xDF88DF3ADFFEBD8E,
        "열쇠": 0xFB771AD58683819D,
    }

    assert dict(zip(known, hashed(pl.Series(list(known))).tolist(), strict=True)) == known


def test_ids_that_count_up_have_different_hashes():
    hashes = hashed(pl.Series([f"message-{number}" for number in range(100_000)]))

    assert np.unique(hashes).size == 100_000
    # Evenly spread, or else a search in a long run and its slices would be lopsided.
    assert np.bincount((hashes >> np.uint64(60)).astype(int), minlength=16).min() > 5_800


@given(FLUSHES, st.integers(1, 5))
def test_slices_hold_what_the_runs_held_in_order(flushes, count):
    runs = index_of(flushes).runs
    assume(runs)
    whole = [Run(run.hashes << np.uint64(58), run.seqs) for run in runs]

    pieces = list(slices(whole, count=count))

    pairs = [pair for run in pieces for pair in zip(run.hashes.tolist(), run.seqs.tolist(), strict=True)]
    held = [pair for run in whole for pair in zip(run.hashes.tolist(), run.seqs.tolist(), strict=True)]
    assert sorted(pairs) == sorted(held)
    assert [hash_ for hash_, _ in pairs] == sorted(hash_ for hash_, _ in held)
    assert len(pieces) == count
