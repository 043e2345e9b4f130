"""A base and an overlay together act as one table."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.signals.rules import overlays

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def table(rows):
    frame = pl.DataFrame(
        {"customer_id": list(rows), "word": list(rows.values())}, schema={"customer_id": pl.Int64, "word": pl.String}
    )
    return frame.sort("customer_id")


def as_dict(frame):
    return dict(frame.iter_rows())


def test_newer_rows_stand_in_the_place_of_older_ones():
    both = overlays.replaced(table({1: "old", 3: "old"}), table({3: "new", 2: "new"}))

    assert list(both.iter_rows()) == [(1, "old"), (2, "new"), (3, "new")]


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(st.integers(0, 20), st.just("old")),
    st.dictionaries(st.integers(0, 20), st.just("new")),
    st.sets(st.integers(-1, 21)),
)
def test_looking_up_finds_what_reading_everything_would(base, overlay, wanted):
    ids = pl.Series(sorted(wanted), dtype=pl.Int64)

    rows = overlays.found(table(base), table(overlay), ids)

    everything = base | overlay
    assert as_dict(rows) == {key: everything[key] for key in everything.keys() & wanted}
    assert rows["customer_id"].is_sorted()


def test_an_overlay_is_folded_when_it_is_over_a_twentieth_of_the_base():
    counts = {"base_count": 100, "folded_at": NOON, "now": NOON}

    assert not overlays.must_fold(overlay_count=5, **counts)
    assert overlays.must_fold(overlay_count=6, **counts)


def test_an_overlay_is_folded_once_a_minute():
    counts = {"base_count": 100, "overlay_count": 1, "folded_at": NOON}

    assert not overlays.must_fold(**counts, now=NOON + timedelta(seconds=59))
    assert overlays.must_fold(**counts, now=NOON + timedelta(minutes=1))


def test_the_first_rows_become_a_base():
    assert overlays.must_fold(base_count=0, overlay_count=0, folded_at=None, now=NOON)
