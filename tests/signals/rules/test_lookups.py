import numpy as np
import polars as pl

from tenure.signals.rules.lookups import met, newest_of, rows_of, with_dead

FRAME = pl.DataFrame({"customer_id": [1, 1, 4, 7, 7, 7], "count": range(6)})
VALUES = pl.DataFrame({"customer_id": [1, 4, 7], "tier": ["a", "b", "c"]})


def ids(*numbers):
    return pl.Series("customer_id", numbers, dtype=pl.Int64)


def test_all_rows_of_some_customers_are_found_in_their_order():
    assert rows_of(FRAME, ids(1, 2, 7))["count"].to_list() == [0, 1, 3, 4, 5]
    assert rows_of(FRAME, ids(0, 5, 99)).equals(FRAME.clear())
    assert rows_of(FRAME.clear(), ids(1)).equals(FRAME.clear())
    assert rows_of(FRAME, ids()).equals(FRAME.clear())


def test_rows_are_found_in_every_measure():
    frame = pl.DataFrame({"customer_id": [1, 4, 7, 1, 7], "measure": [3, 3, 3, 8, 8], "count": range(5)})

    assert rows_of(frame, ids(1, 7))["count"].to_list() == [0, 2, 3, 4]
    assert rows_of(frame, ids(1, 4, 7)).equals(frame)
    assert rows_of(frame, ids(5)).equals(frame.clear())


def test_whoever_has_a_row_in_any_frame_is_met():
    assert met([FRAME, pl.DataFrame({"customer_id": [2, 9]})], ids(0, 2, 4, 5, 9)).to_list() == [2, 4, 9]
    assert met([], ids(1)).to_list() == []
    assert met([FRAME.clear()], ids(1)).to_list() == []


def test_whoever_came_again_is_dead_in_the_older_frame():
    alive = np.array([True, True, False])

    assert with_dead(alive, VALUES, [ids(4, 5), ids(99)]).tolist() == [True, False, False]
    assert alive.tolist() == [True, True, False]
    assert with_dead(alive, VALUES, []).tolist() == [True, True, False]


def test_of_each_customer_the_living_row_is_found():
    older = (VALUES, np.array([True, False, True]))
    newer = (VALUES.filter(pl.col("customer_id") == 4).with_columns(tier=pl.lit("z")), np.array([True]))

    found = pl.concat(newest_of([older, newer], ids(1, 4, 5, 99)))

    assert found.rows() == [(1, "a"), (4, "z")]
    assert newest_of([older, newer], ids()) == []
