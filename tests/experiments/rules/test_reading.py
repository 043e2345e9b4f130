from datetime import date
from math import inf

import numpy as np
import pytest

from tenure.experiments.rules.looks import Look, Plan, next_look
from tenure.experiments.rules.proportions import Group, Interval
from tenure.experiments.rules.reading import at_any_time, by_looks, once, saying, unread
from tenure.experiments.rules.sample_ratio import SampleRatio
from tenure.experiments.rules.sequential import Boundary

AS_DRAWN, NOT_AS_DRAWN = SampleRatio(0.5), SampleRatio(0.0001)
MORE, SAME = Group(900, 180), Group(900, 90)
CONTROL = Group(1000, 100)


def look(treated, control=CONTROL, *, z, time=0.5, critical=2.5):
    return Look(date(2026, 3, 2), treated, control, z, Boundary(time, 100.0, critical))


def read(*looks, ratio=AS_DRAWN):
    return by_looks(looks, treated=MORE, control=CONTROL, ratio=ratio)


def test_a_boundary_that_is_crossed_tells_in_which_direction():
    assert read(look(MORE, z=6.0)).verdict == "more"
    assert read(look(MORE, z=-6.0)).verdict == "fewer"


def test_a_boundary_that_is_not_crossed_leaves_the_question_open_until_the_last_look():
    assert read(look(SAME, z=0.0)).verdict == "open"
    assert read(look(SAME, z=0.0, time=1.0)).verdict == "not_proven"


def test_the_reading_is_that_of_the_last_look_and_not_of_this_minute():
    found = read(look(SAME, z=0.0))

    assert (found.treated, found.control, found.critical) == (SAME, CONTROL, 2.5)
    assert found.difference == 0
    assert found.interval.low == pytest.approx(-0.0345, abs=1e-4)


def test_before_the_first_look_it_is_too_early():
    assert read() == unread("too_early", MORE, CONTROL)
    assert read().interval == Interval(-1, 1)


def test_groups_that_are_not_as_drawn_are_never_read():
    few = Group(10, 1)

    assert read(look(MORE, z=6.0), ratio=NOT_AS_DRAWN).verdict == "not_as_drawn"
    assert at_any_time(MORE, CONTROL, ratio=NOT_AS_DRAWN, alpha=0.05).verdict == "not_as_drawn"
    assert once(MORE, CONTROL, ratio=NOT_AS_DRAWN, critical=1.96, is_told=True).verdict == "not_as_drawn"
    assert at_any_time(few, few, ratio=AS_DRAWN, alpha=0.05).verdict == "too_early"
    assert once(few, few, ratio=AS_DRAWN, critical=1.96, is_told=True).verdict == "too_early"


def test_what_may_be_read_at_any_time_asks_for_more():
    told = at_any_time(MORE, CONTROL, ratio=AS_DRAWN, alpha=0.05)
    hardly = at_any_time(Group(900, 120), CONTROL, ratio=AS_DRAWN, alpha=0.05)

    assert (told.verdict, hardly.verdict) == ("more", "open")
    assert once(Group(900, 120), CONTROL, ratio=AS_DRAWN, critical=1.96, is_told=True).verdict == "more"
    assert once(Group(900, 120), CONTROL, ratio=AS_DRAWN, critical=1.96, is_told=False).verdict == "open"
    assert hardly.critical > 3


def test_a_sentence_counts_in_a_hundred():
    said = saying(read(look(MORE, z=6.0)), confidence=0.95)

    assert said.verdict == "more"
    assert said.numbers["difference"] == pytest.approx(10.0)
    assert said.numbers["low"] < 10 < said.numbers["high"]
    assert (said.numbers["met"], said.numbers["reached"], said.numbers["held_out"]) == (1900, 280, 1000)
    assert said.numbers["confidence"] == 95


def test_of_fewer_the_bounds_count_fewer():
    said = saying(read(look(Group(900, 20), z=-6.0)), confidence=0.95)

    assert 0 < said.numbers["low"] < said.numbers["difference"] < said.numbers["high"]


def test_a_sentence_says_how_many_are_needed():
    assert saying(unread("too_early", Group(90, 2), Group(10, 0)), confidence=0.95).numbers["needed"] == 2500
    assert saying(unread("too_early", Group(0, 0), Group(0, 0)), confidence=0.95).numbers["needed"] == 0
    assert unread("no_control", Group(9, 1), Group(0, 0)).critical == inf


def test_a_planted_effect_lies_between_the_bounds_of_the_reading():
    covered = [_lived(seed, treated_rate=0.07, rate=0.05).interval.holds(0.02) for seed in range(100)]

    print(f"group sequential: {sum(covered)} of 100 covered when the test stopped")
    assert sum(covered) >= 90


def test_where_nothing_was_planted_hardly_anything_is_found():
    verdicts = [_lived(1000 + seed, treated_rate=0.05, rate=0.05).verdict for seed in range(100)]

    assert sum(verdict in {"more", "fewer"} for verdict in verdicts) <= 11


def _lived(seed, *, treated_rate, rate):
    """Look at every one of 28 days, as the house does, until it is over."""
    dice, past, plan = np.random.default_rng(seed), [], Plan(date(2026, 3, 1), 28, 0.05)
    treated = dice.binomial(500, treated_rate, 28).cumsum()
    control = dice.binomial(100, rate, 28).cumsum()
    groups = (Group(0, 0), Group(0, 0))
    for day in range(28):
        groups = Group(500 * (day + 1), int(treated[day])), Group(100 * (day + 1), int(control[day]))
        today = date.fromordinal(plan.first_date.toordinal() + day + 1)
        if taken := next_look(past, plan, today=today, treated=groups[0], control=groups[1]):
            past.append(taken)
    return by_looks(past, treated=groups[0], control=groups[1], ratio=AS_DRAWN)
