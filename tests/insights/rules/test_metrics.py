from datetime import date

from tenure.insights.metrics.activation_rate import METRIC as ACTIVATION
from tenure.insights.metrics.active_customers import METRIC as ACTIVE
from tenure.insights.metrics.churn_rate import METRIC as CHURN
from tenure.insights.rules.metrics import customers, newest, series
from tests.insights.scenes import did, known, scope
from tests.signals.acts import NOW


def test_the_week_that_runs_is_last_and_not_complete():
    points = series(ACTIVE, known(did("login", 1, 0), did("login", 1, 7), did("login", 2, 7)), now=NOW, weeks=2)

    assert [(point.starts_on, point.value, point.is_complete) for point in points] == [
        (date(2026, 2, 16), 2.0, True),
        (date(2026, 2, 23), 1.0, False),
    ]
    assert newest(points) == points[0]


def test_a_share_of_nobody_is_no_number():
    (point,) = series(ACTIVATION, known(did("login", 1, 60)), now=NOW, weeks=1)

    assert (point.value, point.reached, point.population) == (None, 0, 0)


def test_the_customers_behind_a_number_are_as_many_as_it_says():
    told = known(
        did("subscription_started", 1, 90),
        did("subscription_started", 2, 90),
        did("subscription_started", 3, 90),
        did("subscription_canceled", 2, 9),
    )
    (week, _) = series(CHURN, told, now=NOW, weeks=2)

    behind = customers(CHURN, scope(told, back=1))

    assert (week.reached, week.population) == (1, 3)
    assert behind.rows() == [(1, False), (2, True), (3, False)]
