from math import inf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.experiments.rules.proportions import (
    Group,
    Interval,
    information,
    interval,
    is_too_early,
    p_value,
    pooled_rate,
    z_value,
)

Z95 = 1.959964


@pytest.mark.parametrize(
    ("treated", "control", "published"),
    [
        # Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 5.
        (Group(70, 56), Group(80, 48), (0.0533, 0.3377)),
        (Group(10, 9), Group(10, 3), (0.1821, 0.8370)),
    ],
)
def test_an_interval_is_that_of_the_paper(treated, control, published):
    found = interval(treated, control, critical=Z95)

    assert (found.low, found.high) == pytest.approx(published, abs=5e-5)


def test_groups_that_are_alike_are_no_standard_error_apart():
    assert z_value(Group(100, 10), Group(50, 5)) == 0


def test_the_distance_is_measured_in_pooled_standard_errors():
    treated, control = Group(400, 60), Group(100, 5)

    assert pooled_rate(treated, control) == 0.13
    assert z_value(treated, control) == pytest.approx(0.1 / sqrt(0.13 * 0.87 * (1 / 400 + 1 / 100)))


def test_two_standard_errors_are_met_by_chance_one_time_in_twenty():
    assert p_value(Z95) == pytest.approx(0.05, abs=1e-6)


@given(
    st.tuples(st.integers(1, 300), st.floats(0, 1)),
    st.tuples(st.integers(1, 300), st.floats(0, 1)),
    st.floats(1, 6),
)
def test_an_interval_and_the_test_never_disagree(treated, control, critical):
    first, second = (Group(met, round(met * rate)) for met, rate in (treated, control))

    found = interval(first, second, critical=critical)

    assert -1 <= found.low <= first.rate - second.rate <= found.high <= 1
    if abs(abs(z_value(first, second)) - critical) > 1e-6:
        assert (not found.low <= 0 <= found.high) == (abs(z_value(first, second)) > critical)


def test_nothing_is_known_of_nobody_or_when_everything_is_allowed():
    assert interval(Group(0, 0), Group(10, 1), critical=Z95) == Interval(-1, 1)
    assert interval(Group(10, 1), Group(10, 1), critical=inf) == Interval(-1, 1)
    assert z_value(Group(0, 0), Group(10, 1)) == 0
    assert z_value(Group(10, 0), Group(10, 0)) == 0
    assert Group(0, 0).rate == 0


def test_the_same_people_who_reach_the_goal_later_tell_as_much_more_as_their_odds():
    early, late = (information(Group(900, 9 * hits), Group(100, hits)) for hits in (10, 20))

    # The readings of a share p and later q of the same people correlate as the root of p(1-q) / q(1-p).
    assert early / late == pytest.approx(0.1 * 0.8 / (0.2 * 0.9))


def test_twice_the_people_tell_twice_as_much():
    assert information(Group(1800, 180), Group(200, 20)) == pytest.approx(
        2 * information(Group(900, 90), Group(100, 10))
    )
    assert information(Group(10, 0), Group(10, 0)) == 0


@pytest.mark.parametrize(
    ("control", "expected"),
    [(Group(100, 5), False), (Group(99, 5), True), (Group(0, 0), True), (Group(100, 4), True)],
)
def test_it_is_too_early_until_the_smaller_group_should_hold_five(control, expected):
    assert is_too_early(Group(900, 45), control) is expected


def test_an_interval_holds_what_lies_between_its_bounds():
    assert Interval(0.1, 0.2).holds(0.15)
    assert not Interval(0.1, 0.2).holds(0.25)
