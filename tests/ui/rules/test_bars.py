import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.ui.rules.bars import HEIGHT, Piece, scale, stacked_bars


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, (5, 4, 3, 2, 1, 0)),
        (6, (6, 4, 2, 0)),
        (300, (300, 200, 100, 0)),
        (447, (500, 400, 300, 200, 100, 0)),
        (1001, (1500, 1000, 500, 0)),
    ],
)
def test_a_scale_ends_just_above_the_highest_bar_in_round_steps(highest, ticks):
    assert scale([highest]) == ticks


@given(st.lists(st.integers(0, 10**9), min_size=1))
def test_no_bar_leaves_its_scale(totals):
    ticks = scale(totals)

    assert ticks[0] >= max(totals)
    assert ticks[-1] == 0
    assert 2 <= len(ticks) <= 6


def test_pieces_stand_on_one_another_from_the_ground_up():
    chart = stacked_bars([[4, 0], [1, 5]])

    assert chart.bars[0].pieces == (Piece(0, y=200, height=800), Piece(1, y=0, height=200))
    assert chart.bars[0].total == 5


def test_a_series_with_nothing_draws_nothing():
    chart = stacked_bars([[4, 0], [1, 5]])

    assert chart.bars[1].pieces == (Piece(1, y=0, height=1000),)


def test_each_bar_stands_in_the_middle_of_its_column():
    chart = stacked_bars([[1, 2, 3]])

    assert [bar.x for bar in chart.bars] == [19, 119, 219]
    assert chart.width == 300


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=40))
def test_the_pieces_of_a_bar_meet_and_stay_inside(columns):
    for bar in stacked_bars(list(zip(*columns, strict=True))).bars:
        bottom = HEIGHT
        for piece in bar.pieces:
            assert piece.y + piece.height == bottom
            bottom = piece.y
        assert bottom >= 0
