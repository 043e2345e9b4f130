from math import inf, log, sqrt

import numpy as np
import pytest

from tenure.experiments.rules.always_valid import critical, mixing
from tenure.experiments.rules.proportions import Group, information, interval, z_value

LOOKS = 28


def test_the_bound_is_that_of_the_paper():
    width = mixing(tuned_for=100, alpha=0.05)

    # Howard et al. 2021, equation 14: |S| <= sqrt((V + r) log((V + r) / (r alpha^2))), here divided by sqrt(V).
    assert width == pytest.approx(100 / (2 * log(20) + log(1 + 2 * log(20))))
    assert critical(100) == pytest.approx(sqrt((100 + width) * log((100 + width) / (width * 0.0025)) / 100))
    assert critical(100) == pytest.approx(3.0352, abs=1e-4)


def test_bounds_are_tightest_about_where_they_were_tuned_for():
    widths = {known: critical(known) / sqrt(known) * sqrt(100) for known in (25, 100, 400)}

    assert critical(100, tuned_for=100) <= min(critical(100, tuned_for=10), critical(100, tuned_for=1000))
    assert widths[25] > widths[100] > widths[400]


def test_nothing_is_told_before_anything_is_known():
    assert critical(0) == inf


def test_nothing_told_is_false_more_often_than_promised_however_long_one_looks(scaled):
    seeds, looks = scaled(10_000), 28
    dice = np.random.default_rng(7)
    treated = dice.binomial(630, 0.05, (seeds, looks)).cumsum(axis=1)
    control = dice.binomial(70, 0.05, (seeds, looks)).cumsum(axis=1)
    days = range(looks)

    told = sum(
        any(_is_told(Group(630 * (day + 1), int(ours[day])), Group(70 * (day + 1), int(theirs[day]))) for day in days)
        for ours, theirs in zip(treated, control, strict=True)
    )

    print(f"A/A, {seeds} seeds, {looks} looks: {told / seeds:.4f}")
    assert told / seeds <= 0.05


def test_a_planted_effect_lies_between_the_bounds_at_every_look():
    covered = 0
    for seed in range(100):
        dice = np.random.default_rng(seed)
        treated = dice.binomial(630, 0.08, LOOKS).cumsum()
        control = dice.binomial(70, 0.05, LOOKS).cumsum()
        covered += all(
            _bounds(Group(630 * (day + 1), int(treated[day])), Group(70 * (day + 1), int(control[day]))).holds(0.03)
            for day in range(LOOKS)
        )

    print(f"always valid: {covered} of 100 covered at every look")
    assert covered >= 90


def _is_told(treated, control):
    return abs(z_value(treated, control)) >= critical(information(treated, control))


def _bounds(treated, control):
    return interval(treated, control, critical=critical(information(treated, control)))
