from tenure.insights.metrics.involuntary_churn_share import METRIC
from tests.insights.scenes import did, known, last_weeks


def test_it_is_the_share_of_endings_for_want_of_payment():
    started = [did("subscription_started", customer, 60) for customer in (1, 2, 3)]
    ended = [
        did("subscription_canceled", 1, 9, reason="Payment failed"),
        did("subscription_canceled", 2, 9, reason="price"),
        did("subscription_canceled", 3, 9),
    ]

    assert last_weeks(METRIC, known(*started, *ended))[1] == (1 / 3, 1, 3, True)
