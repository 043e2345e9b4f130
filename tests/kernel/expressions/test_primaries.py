from datetime import UTC, datetime

import pytest

from tenure.kernel.expressions.primaries import moment, number_fault


@pytest.mark.parametrize("whole", [2**53, -(2**53), 2**60, 10**20])
def test_a_whole_number_that_a_double_holds_can_be_stated(whole):
    assert number_fault(float(whole), whole=whole) is None


@pytest.mark.parametrize("whole", [2**53 + 1, 2**63 - 1])
def test_a_whole_number_that_a_double_would_change_cannot(whole):
    assert number_fault(float(whole), whole=whole) == (
        "has more digits than a number keeps; numbers are exact up to 9007199254740992, ids are better kept as text"
    )


def test_beyond_the_doubles_there_is_nothing():
    assert number_fault(float("inf"), whole=None) == "is too large for a number"


def test_a_day_and_an_instant_are_told_apart():
    assert moment("DATE", "2026-01-31") == datetime(2026, 1, 31, tzinfo=UTC)
    assert moment("INSTANT", "2026-01-31") is None
