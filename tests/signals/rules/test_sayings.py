from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tenure.signals.rules.clockfaces import Clockface
from tenure.signals.rules.codec import trait_value
from tenure.signals.rules.partials import SCHEMAS
from tenure.signals.rules.sayings import placed, sayings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = 20_513
EVERYBODY = pl.Series("customer_id", [1, 2, 3])


def kept(*rows):
    """Return what is kept: customer, days ago, value, message."""
    said = [(customer, 7, TODAY - ago, value, NOW - timedelta(days=ago), by) for customer, ago, value, by in rows]
    return pl.DataFrame(said, schema=SCHEMAS["lasts"], orient="row")


ROWS = kept((1, 9, '"old"', "m1"), (1, 0, '"b"', "m3"), (1, 0, '"a"', "m2"), (3, 2, "7", "m4"))


def shown(rows=ROWS, **said):
    trait = trait_value("x", {"event": "paid", **said})
    return sayings(trait, rows, Clockface(NOW, "UTC"), customers=EVERYBODY).to_list()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"aggregate": "last", "property": "what"}, ["b", None, None]),
        ({"aggregate": "first", "property": "what"}, ["old", None, None]),
        ({"aggregate": "first", "property": "what", "window": "3d"}, ["a", None, None]),
        ({"aggregate": "last", "property": "what", "type": "number"}, [None, None, 7.0]),
        ({"aggregate": "last"}, [NOW, None, NOW - timedelta(days=2)]),
        ({"aggregate": "first"}, [NOW - timedelta(days=9), None, NOW - timedelta(days=2)]),
        ({"aggregate": "last", "window": "2d"}, [NOW, None, None]),
        ({"aggregate": "distinct", "property": "what"}, [3, 0, 1]),
        ({"aggregate": "distinct", "property": "what", "window": "2d"}, [2, 0, 0]),
    ],
)
def test_the_first_the_last_and_how_many(said, found):
    assert shown(**said) == found


def test_of_nobody_anything_is_said():
    assert shown(ROWS.clear(), aggregate="last", property="what") == [None, None, None]
    assert shown(ROWS.clear(), aggregate="distinct", property="what", window="7d") == [0, 0, 0]


def test_a_value_that_lies_in_two_buckets_counts_once():
    assert shown(kept((1, 0, '"a"', "m1"), (1, 1, '"a"', "m2")), aggregate="distinct", property="what") == [1, 0, 0]


def test_values_are_placed_beside_their_customers():
    found = placed(pl.Series([2, 5]), pl.Series(["a", "b"]), pl.Series([1, 2, 5, 9]))

    assert found.to_list() == [None, "a", "b", None]
