"""A time is that of everybody, or each row's own."""

from datetime import timedelta

import polars as pl

from tenure.journeys.rules.moments import EACH, NOW, instants, stamped
from tests.journeys.toys import NOON

LATER = NOON + timedelta(days=1)
ROWS = pl.DataFrame({"row": [1, 2]})


def test_one_time_is_that_of_everybody():
    assert stamped(ROWS, NOON)[NOW].to_list() == [NOON, NOON]
    assert stamped(ROWS[:0], NOON).schema == {"row": pl.Int64, NOW: pl.Datetime("us", "UTC")}
    assert ROWS.select("row", now=instants(NOON))[NOW].to_list() == [NOON, NOON]


def test_each_row_may_have_its_own():
    own = ROWS.with_columns(pl.Series(NOW, [NOON, LATER]))

    assert stamped(own, EACH) is own
    assert own.select(instants(EACH)).to_series().to_list() == [NOON, LATER]
    assert stamped(own.rename({NOW: "at"}), pl.col("at"))[NOW].to_list() == [NOON, LATER]
