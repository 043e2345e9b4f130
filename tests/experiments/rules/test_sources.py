from datetime import UTC, datetime

import polars as pl

from tenure.experiments.rules.sources import Source


def test_arms_that_anybody_is_drawn_for_are_compared_with_the_control():
    shares = {"a": 0.5, "b": 0.5, "c": 0.0}
    source = Source("k", "Name", "variant", shares, "a", datetime(2026, 3, 1, tzinfo=UTC), pl.DataFrame)

    assert source.treated == ("b",)
