from tenure.insights.metrics.second_week_rate import METRIC
from tests.insights.scenes import did, known, last_weeks


def test_it_is_the_share_that_did_anything_in_the_week_after_the_first():
    told = known(did("login", 1, 16), did("login", 1, 9), did("login", 2, 16), did("login", 2, 1))

    assert last_weeks(METRIC, told)[0] == (0.5, 1, 2, True)
