from tenure.insights.metrics.churn_rate import METRIC
from tests.insights.scenes import did, known, last_weeks


def test_it_is_the_share_of_those_subscribed_when_the_week_began():
    started = [did("subscription_started", customer, 60) for customer in (1, 2, 3, 4)]
    ended = [did("subscription_canceled", 1, 9), did("subscription_canceled", 2, 30)]
    # Who came and went within the week was not there when it began.
    passing = [did("subscription_started", 5, 12), did("subscription_canceled", 5, 8)]

    assert last_weeks(METRIC, known(*started, *ended, *passing)) == [
        (0.0, 0, 3, True),
        (1 / 3, 1, 3, True),
        (0.0, 0, 2, False),
    ]
