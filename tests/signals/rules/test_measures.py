import pytest

from tenure.signals.rules.codec import trait_value
from tenure.signals.rules.measures import Measure, measure_of


def measure(zone="Asia/Seoul", **said):
    return measure_of(trait_value("x", {"event": "paid", **said}), zone=zone)


@pytest.mark.parametrize(
    ("said", "bucket", "keeps", "zone"),
    [
        ({}, "all", "counts", ""),
        ({"window": "7d"}, "day", "counts", "Asia/Seoul"),
        ({"window": "24h"}, "minute", "counts", ""),
        ({"aggregate": "active_days"}, "day", "counts", "Asia/Seoul"),
        ({"aggregate": "streak"}, "day", "counts", "Asia/Seoul"),
        ({"aggregate": "engagement"}, "day", "counts", "Asia/Seoul"),
        ({"aggregate": "trend", "window": "2h"}, "minute", "counts", ""),
        ({"aggregate": "sum", "property": "p"}, "all", "amounts", ""),
        ({"aggregate": "min", "property": "p", "window": "3d"}, "day", "amounts", "Asia/Seoul"),
        ({"aggregate": "distinct", "property": "p"}, "all", "members", ""),
        ({"aggregate": "first"}, "all", "firsts", ""),
        ({"aggregate": "last", "property": "p"}, "all", "lasts", ""),
    ],
)
def test_a_trait_says_what_must_be_kept_for_it(said, bucket, keeps, zone):
    assert measure(**said) == Measure(("paid",), "", said.get("property", ""), bucket, keeps, zone)


def test_traits_that_differ_in_their_window_alone_share_a_measure():
    assert measure(window="7d") == measure(window="30d", ago="7d") == measure(aggregate="active_days", window="3d")


@pytest.mark.parametrize(
    "other",
    [
        {"event": "login"},
        {"window": "24h"},
        {"window": "7d", "where": "amount > 1"},
        {"window": "7d", "zone": "UTC"},
        {"window": "7d", "aggregate": "sum", "property": "amount"},
    ],
)
def test_another_meaning_is_another_measure(other):
    assert measure(**other).number() != measure(window="7d").number()


def test_a_measure_is_kept_under_the_same_number_forever():
    assert measure(window="7d").number() == 1_410_926_734_760_313_919


def test_the_order_of_events_makes_no_other_measure():
    one, other = (trait_value("x", {"events": names}) for names in (["a", "b"], ["b", "a"]))

    assert measure_of(one, zone="UTC").number() == measure_of(other, zone="UTC").number()
