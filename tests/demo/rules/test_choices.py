"""A fraction chooses among options."""

import pytest

from tenure.demo.rules.choices import between, chosen, weighted


def test_a_fraction_chooses_evenly():
    assert [chosen("abcd", fraction) for fraction in (0.0, 0.25, 0.5, 0.999)] == ["a", "b", "c", "d"]


def test_shares_are_respected():
    options = (("often", 0.75), ("rarely", 0.25))

    assert [weighted(options, fraction) for fraction in (0.0, 0.74, 0.76, 0.999)] == [
        "often",
        "often",
        "rarely",
        "rarely",
    ]


def test_shares_that_lose_a_little_by_rounding_still_choose():
    assert weighted((("a", 0.1), ("b", 0.2)), 0.9999) == "b"


@pytest.mark.parametrize(("fraction", "number"), [(0.0, 6), (0.5, 8), (0.999, 9)])
def test_a_range_includes_both_ends(fraction, number):
    assert between(6, 9, fraction) == number
