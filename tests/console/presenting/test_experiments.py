from tenure.console.presenting.experiments import whiskers
from tenure.experiments.rules.proportions import Group, Interval
from tenure.experiments.rules.reading import Reading


def test_an_interval_is_drawn_about_no_difference():
    reading = Reading("open", Group(1000, 120), Group(100, 10), Interval(-0.05, 0.1), 2.0)

    drawn = whiskers(reading)

    assert (drawn.left, drawn.point, drawn.right) == (109, 236, 382)
    assert round(drawn.scale, 3) == 0.11
