from tenure.insights.metrics.active_customers import METRIC
from tests.insights.scenes import did, known, last_weeks


def test_a_customer_counts_once_in_each_week_with_an_event_of_their_own():
    told = known(
        did("login", 1, 8), did("login", 1, 9), did("login", 1, 1), did("login", 2, 1), did("message_sent", 3, 0)
    )

    assert [each[0] for each in last_weeks(METRIC, told)] == [0.0, 1.0, 2.0]
