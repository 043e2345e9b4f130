from tenure.insights.metrics.time_to_first_value import METRIC
from tests.insights.scenes import VALUE, did, known, last_weeks


def test_it_is_the_median_of_those_who_got_there_in_time():
    hours = {1: 24, 2: 48, 3: 144}
    there = [act for who, after in hours.items() for act in (did("up", who, 16), did(VALUE, who, 16 - after / 24))]

    (week, *_) = last_weeks(METRIC, known(*there, did("up", 4, 16), did("up", 5, 16), did(VALUE, 5, 2)))

    assert week == (48.0, 3, 5, True)
