from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tenure.ui.rules.graph.placing import fitted_places, gaps_between, placed_centers

PLACES = st.lists(st.floats(-1000, 1000), min_size=1, max_size=12)


def test_middles_are_half_of_both_widths_and_the_gap_apart():
    assert gaps_between([[0, 1, 2]], {0: 100, 1: 100, 2: 40}, column_gap=20) == [[120.0, 90.0]]


def test_places_far_enough_apart_are_taken_as_they_are_wanted():
    assert fitted_places([0, 50, 200], [40, 40]) == [0, 50, 200]


def test_places_that_are_too_near_give_way_to_both_sides_alike():
    assert fitted_places([10, 10], [40]) == [-10, 30]


@given(PLACES, st.integers(1, 300))
def test_every_gap_is_kept(wanted, gap):
    places = fitted_places(wanted, [gap] * (len(wanted) - 1))

    assert all(right - left >= gap - 1e-6 for left, right in pairwise(places))


@given(PLACES)
def test_the_middle_of_all_places_stays_where_it_was_wanted(wanted):
    places = fitted_places(wanted, [100] * (len(wanted) - 1))

    assert abs(sum(places) - sum(wanted)) < 1e-6 * (1 + sum(map(abs, wanted)))


def test_a_parent_stands_over_the_middle_of_its_children():
    layers = [[0], [1, 2]]

    placed = placed_centers(layers, [[], [120]], above={1: [0], 2: [0]}, below={0: [1, 2]})

    assert placed[0] == (placed[1] + placed[2]) / 2
    assert placed[2] - placed[1] == 120
