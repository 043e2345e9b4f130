import pytest

from tenure.experiments.rules.sample_ratio import above, sample_ratio

HALVES = {"a": 0.5, "b": 0.5}


def test_a_small_imbalance_of_large_groups_is_found():
    # Kohavi, Tang and Xu 2020, "Trustworthy online controlled experiments", chapter 21: p = 1.8e-6.
    found = sample_ratio({"a": 821_588, "b": 815_482}, HALVES)

    assert found.p_value == pytest.approx(1.8e-6, abs=5e-8)
    assert not found.is_as_drawn


def test_groups_as_drawn_pass():
    found = sample_ratio({"journey": 905, "holdout": 95}, {"journey": 0.9, "holdout": 0.1})

    assert found.p_value == pytest.approx(0.598, abs=1e-3)
    assert found.is_as_drawn


@pytest.mark.parametrize(
    ("freedom", "distance"), [(1, 10.828), (2, 13.816), (3, 16.266), (4, 18.467), (5, 20.515), (10, 29.588)]
)
def test_the_tail_is_that_of_the_tables(freedom, distance):
    assert above(distance, freedom=freedom) == pytest.approx(0.001, abs=1e-6)
    assert above(0, freedom=freedom) == 1


def test_an_arm_that_was_never_drawn_is_a_breach():
    assert sample_ratio({"a": 50, "b": 50, "c": 1}, HALVES).p_value == 0


def test_nobody_and_a_single_arm_are_as_drawn():
    assert sample_ratio({}, HALVES).is_as_drawn
    assert sample_ratio({"a": 10}, {"a": 1.0, "b": 0.0}).p_value == 1
