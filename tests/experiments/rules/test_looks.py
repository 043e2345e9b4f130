from datetime import date, timedelta

import pytest

from tenure.experiments.rules.looks import Look, Plan, is_over, next_look
from tenure.experiments.rules.proportions import Group
from tenure.experiments.rules.sequential import Boundary

FIRST = date(2026, 3, 1)
PLAN = Plan(FIRST, looks=4, alpha=0.05)


def looked(past, *, day, treated=0.05, control=0.05, met=1000):
    groups = [Group(met * day, round(met * day * rate)) for rate in (treated, control)]
    return next_look(past, PLAN, today=FIRST + timedelta(days=day), treated=groups[0], control=groups[1])


def test_a_day_is_over_when_the_next_begins_and_the_first_counts_in_full():
    assert [PLAN.time(FIRST + timedelta(days=day)) for day in (0, 1, 2, 4, 9)] == [0.25, 0.25, 0.5, 1.0, 1.0]


def test_four_even_looks_ask_what_the_paper_asks():
    past = []
    for day in (1, 2, 3, 4):
        past.append(looked(past, day=day))

    assert [look.boundary.critical for look in past] == pytest.approx([4.3326, 2.9631, 2.3590, 2.0141], abs=2e-4)
    assert [look.z for look in past] == [0, 0, 0, 0]
    assert is_over(past)
    assert looked(past, day=5) is None


def test_a_day_is_looked_at_once():
    past = [looked([], day=1)]

    assert looked(past, day=1, met=2000) is None


def test_nothing_is_looked_at_after_a_difference_was_told():
    past = [looked([], day=2, treated=0.10)]

    assert past[0].has_crossed
    assert is_over(past)
    assert looked(past, day=3) is None


def test_too_few_are_not_looked_at_and_their_error_is_kept_for_later():
    assert looked([], day=1, met=50) is None

    late = looked([], day=4)

    assert late.boundary.critical == pytest.approx(1.959964, abs=1e-5)


def test_the_last_look_waits_until_there_is_something_new():
    past = [looked([], day=3)]

    assert next_look(past, PLAN, today=date(2026, 3, 9), treated=past[0].treated, control=past[0].control) is None
    assert not is_over(past)
    assert looked(past, day=4).boundary.time == 1


def test_before_the_first_look_nothing_is_over():
    assert not is_over([])
    assert not Look(FIRST, Group(1, 0), Group(1, 0), 1.0, Boundary(0.5, 1.0, 2.0)).has_crossed
