"""A day is lived from where the day before ended, and messages change it for those who got them only."""

from datetime import date, timedelta

import numpy as np

from tenure.demo.rules.crowds import Reached
from tenure.demo.rules.world import before_all, lived
from tests.demo.crowds import many

CROWD = many(4_000, kind="beginner", joined=0)
TREATED = [Reached(number, template, day) for number in range(1, 2_001) for template, day in
           (("onboarding_value", 3), ("onboarding_how", 7))]  # fmt: skip


def begun(reached, days=14):
    state = before_all(CROWD)
    for day in range(days):
        state = lived(state, CROWD, day=day, on=date(2026, 3, 2) + timedelta(days=day), reached=reached).state
    return state.use.has_begun


def test_the_same_world_is_lived_twice_the_same():
    assert (begun(TREATED) == begun(TREATED)).all()


def test_messages_help_those_who_got_them_and_nobody_else():
    plain, treated = begun([]), begun(TREATED)

    assert (plain[2_000:] == treated[2_000:]).all()
    assert (plain & ~treated).sum() == 0
    # Planted: what a holdout of these messages ought to find.
    assert round(float(treated[:2_000].mean() - treated[2_000:].mean()), 2) == 0.29
    assert np.isclose(plain.mean(), 0.57, atol=0.02)


def test_a_day_says_what_happened_and_where_it_led():
    day = lived(before_all(CROWD), CROWD, day=0, on=date(2026, 3, 2))

    assert day.joins.all()
    assert day.payments.subscribes.all()
    assert day.visits.comes.sum() == 0
    assert (day.state.use.last == 0).all()
