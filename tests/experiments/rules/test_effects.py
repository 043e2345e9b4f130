import numpy as np
import pytest

from tenure.experiments.rules.effects import (
    adjusted,
    discoveries,
    mean_difference,
    ratio_difference,
    uplift,
    winsorised,
)
from tenure.experiments.rules.proportions import Group

Z95 = 1.959964
# Benjamini and Hochberg 1995, section 3.2: thrombolysis, fifteen readings.
PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_a_relative_uplift_is_that_of_the_textbook():
    # Agresti 2002, table 2.3: heart attacks, placebo against aspirin; relative risk 1.82, 1.43 to 2.30.
    found = uplift(Group(11_034, 189), Group(11_037, 104), critical=Z95)

    assert found.difference == pytest.approx(0.82, abs=5e-3)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.43, 1.31), abs=5e-3)


def test_without_goals_there_is_no_uplift():
    assert uplift(Group(10, 0), Group(10, 1), critical=Z95) is None
    assert uplift(Group(10, 1), Group(10, 0), critical=Z95) is None


def test_of_many_readings_those_of_the_paper_are_told():
    p_values = {f"p{place}": value for place, value in enumerate(PUBLISHED)}

    assert discoveries(p_values) == {"p0", "p1", "p2", "p3"}


def test_of_nothing_nothing_is_told():
    assert discoveries({}) == frozenset()
    assert discoveries({"a": 0.2}) == frozenset()


def test_a_difference_of_means_has_the_error_of_welch():
    found = mean_difference(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0]), critical=2)

    assert found.difference == -1
    assert found.error == pytest.approx(np.sqrt(1 / 3 + 2 / 2))
    assert (found.interval.low, found.interval.high) == pytest.approx((-1 - 2 * found.error, -1 + 2 * found.error))


def test_a_ratio_of_ones_is_a_mean():
    values, others = np.array([0.0, 1.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0])
    ones = np.ones

    as_ratio = ratio_difference((values, ones(4)), (others, ones(3)), critical=Z95)

    assert as_ratio == mean_difference(values, others, critical=Z95)


def test_the_error_of_a_ratio_is_as_wide_as_ratios_really_scatter():
    dice, ratios, errors = np.random.default_rng(3), [], []
    for _ in range(400):
        sent = dice.integers(1, 20, 300).astype(float)
        opened = dice.binomial(sent.astype(int), dice.beta(2, 5, 300)).astype(float)
        none = (np.zeros(2), np.ones(2))
        found = ratio_difference((opened, sent), none, critical=Z95)
        ratios.append(found.difference)
        errors.append(found.error)

    assert np.mean(errors) == pytest.approx(np.std(ratios), rel=0.1)


def test_one_enormous_order_is_cut_to_a_large_one():
    values = np.array([*range(100), 1_000_000], dtype=float)

    assert winsorised(values).max() == 99
    assert winsorised(values)[:99].tolist() == list(range(99))
    assert winsorised(np.array([])).size == 0


def test_what_was_known_before_cuts_as_much_variance_as_its_squared_correlation():
    dice = np.random.default_rng(1)
    before = dice.normal(10, 2, 20_000)
    values = before + dice.normal(0, 2, 20_000)

    found = adjusted(values, before)

    assert found.cut == pytest.approx(np.corrcoef(values, before)[0, 1] ** 2)
    assert found.cut == pytest.approx(0.5, abs=0.02)
    assert found.values.mean() == pytest.approx(values.mean())


def test_what_never_varied_cuts_nothing():
    values = np.array([1.0, 2.0])

    assert adjusted(values, np.array([3.0, 3.0])).cut == 0
    assert adjusted(np.array([1.0, 1.0]), values).cut == 0
