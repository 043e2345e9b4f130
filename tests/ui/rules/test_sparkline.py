from tenure.ui.rules.sparkline import HEIGHT, WIDTH, sparkline


def test_a_line_goes_from_its_lowest_to_its_highest_value():
    drawing = sparkline([0, 5, 10])

    assert drawing.line == "0,32 52,17 104,2"
    assert drawing.area == "0,34 0,32 52,17 104,2 104,34"
    assert (drawing.width, drawing.height) == (WIDTH, HEIGHT)


def test_a_flat_line_lies_on_the_ground():
    assert sparkline([7, 7]).line == "0,32 104,32"


def test_one_value_makes_no_line():
    assert sparkline([3]) is None
    assert sparkline([]) is None
