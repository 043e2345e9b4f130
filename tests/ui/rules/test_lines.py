import pytest

from tenure.ui.rules.lines import Line, Mark, drawn_lines


def test_a_series_goes_from_the_left_to_the_right_on_a_round_scale():
    drawing = drawn_lines([[0.0, 2.0, 4.0]])

    assert drawing.ticks == (4.0, 3.0, 2.0, 1.0, 0.0)
    assert drawing.lines == (Line(0, ("0,1000 500,500 1000,0",), (Mark(0, 1000), Mark(500, 500), Mark(1000, 0))),)


def test_a_gap_begins_another_stretch():
    (line,) = drawn_lines([[1.0, None, 1.0, 0.5]], top=1.0).lines

    assert line.stretches == ("0,0", "667,0 1000,500")


@pytest.mark.parametrize(
    ("highest", "top"),
    [(0.013, 0.02), (0.9, 1.0), (7.0, 8.0), (9.0, 10.0), (41.0, 80.0), (1_234.0, 2e3), (0.0, 4.0)],
)
def test_the_scale_ends_just_above_the_highest(highest, top):
    assert drawn_lines([[highest]]).ticks[0] == pytest.approx(top)


def test_no_series_is_an_empty_field():
    assert drawn_lines([]).lines == ()
