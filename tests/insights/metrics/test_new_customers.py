from tenure.insights.metrics.new_customers import METRIC
from tests.insights.scenes import did, known, last_weeks


def test_a_customer_is_new_in_the_week_of_the_first_event_alone():
    told = known(did("login", 1, 8), did("login", 1, 1), did("login", 2, 0), did("message_sent", 3, 0))

    assert [each[0] for each in last_weeks(METRIC, told)] == [0.0, 1.0, 1.0]
