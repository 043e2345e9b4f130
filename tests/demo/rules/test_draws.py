"""Draws are fair, and always the same."""

import numpy as np

from tenure.demo.rules.draws import fractions

NUMBERS = np.arange(1, 100_001)


def test_the_same_person_draws_the_same_in_any_crowd():
    alone = fractions("1", "comes", np.array([7]), day=3)

    assert fractions("1", "comes", NUMBERS, day=3)[6] == alone[0] == 0.5898402734893015


def test_draws_differ_by_seed_by_what_is_drawn_and_by_day():
    said = [("1", "a", 0), ("2", "a", 0), ("1", "b", 0), ("1", "a", 1)]

    assert len({fractions(seed, what, NUMBERS[:1], day=day)[0] for seed, what, day in said}) == 4


def test_draws_are_spread_evenly_and_days_know_nothing_of_each_other():
    today, tomorrow = (fractions("1", "comes", NUMBERS, day=day) for day in (1, 2))

    counts, _ = np.histogram(today, bins=10, range=(0, 1))
    assert (today >= 0).all()
    assert (today < 1).all()
    assert abs(counts - 10_000).max() < 400
    assert abs(np.corrcoef(today, tomorrow)[0, 1]) < 0.01
