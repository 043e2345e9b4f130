from tenure.insights.metrics.activation_rate import METRIC
from tests.insights.scenes import VALUE, did, known, last_weeks


def test_it_is_the_share_that_got_to_value_in_time():
    in_time = (did("signed_up", 1, 16), did(VALUE, 1, 9))
    too_late = (did("signed_up", 2, 16), did(VALUE, 2, 8))
    never = (did("signed_up", 3, 16), did("signed_up", 4, 16))

    assert last_weeks(METRIC, known(*in_time, *too_late, *never)) == [
        (0.25, 1, 4, True),
        (None, 0, 0, False),
        (None, 0, 0, False),
    ]
