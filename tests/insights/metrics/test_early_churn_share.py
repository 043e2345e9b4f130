from tenure.insights.metrics.early_churn_share import METRIC
from tests.insights.scenes import did, known, last_weeks


def test_it_is_the_share_of_endings_within_30_days():
    young = [did("subscription_started", 1, 38), did("subscription_canceled", 1, 9)]
    old = [did("subscription_started", 2, 39), did("subscription_canceled", 2, 9)]

    assert last_weeks(METRIC, known(*young, *old))[1] == (0.5, 1, 2, True)
