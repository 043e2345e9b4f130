from dataclasses import replace
from datetime import date, timedelta

import pytest

from tenure.insights.metrics.active_customers import METRIC as ACTIVE
from tenure.insights.metrics.churn_rate import METRIC as CHURN
from tenure.insights.rules.alerts import Alert, check, finding
from tenure.insights.rules.metrics import Point
from tenure.kernel.errors import BadInput

ALERT = Alert("churn_high", "Churn is high", "churn_rate", "above", 0.05, emails=("ola@moveo.example",))
MONDAY = date(2026, 2, 16)


def points(*values, population=100):
    """Return weeks with these values, and the one that runs."""
    found = [
        Point(MONDAY + timedelta(weeks=at), value, 5, population, is_complete=True) for at, value in enumerate(values)
    ]
    return (*found, Point(MONDAY + timedelta(weeks=len(values)), 0.99, 99, 100, is_complete=False))


@pytest.mark.parametrize(
    ("condition", "threshold", "values", "expected"),
    [
        ("above", 0.05, (0.01, 0.06), True),
        ("above", 0.05, (0.06, 0.05), False),
        ("below", 0.05, (0.06, 0.04), True),
        ("below", 0.05, (0.01, 0.05), False),
        ("rises_by", 0.5, (0.04, 0.06), True),
        ("rises_by", 0.5, (0.04, 0.05), False),
        ("falls_by", 0.5, (0.04, 0.02), True),
        ("falls_by", 0.5, (0.04, 0.03), False),
        ("rises_by", 0.5, (0.0, 0.06), None),
        ("rises_by", 0.5, (0.06,), None),
        ("above", 0.05, (None,), None),
    ],
)
def test_the_newest_complete_week_decides(condition, threshold, values, expected):
    found = finding(replace(ALERT, condition=condition, threshold=threshold), points(*values))

    assert (found.is_raised, found.value) == (expected, values[-1])


def test_a_week_about_few_customers_says_nothing():
    assert finding(ALERT, points(0.5, population=19)).is_raised is None
    assert finding(ALERT, points(0.5, population=20)).is_raised is True
    assert finding(ALERT, ()).week is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"key": "Churn High"}, "key"),
        ({"name": "  "}, "name"),
        ({"condition": "over"}, "condition"),
        ({"threshold": 5.0}, "threshold"),
        ({"threshold": -0.1}, "threshold"),
        ({"smallest": 0}, "smallest"),
        ({"emails": ()}, "emails"),
        ({"emails": tuple(f"{n}@x.example" for n in range(21))}, "emails"),
    ],
)
def test_what_cannot_be_used_is_refused(changed, field):
    with pytest.raises(BadInput) as refused:
        check(replace(ALERT, **changed), CHURN, keys=("churn_rate",))

    assert refused.value.field == field


def test_an_unknown_metric_is_refused_with_those_that_are_known():
    with pytest.raises(BadInput, match="Known: churn_rate") as refused:
        check(replace(ALERT, metric="churm"), None, keys=("churn_rate",))

    assert refused.value.field == "metric"


def test_a_count_may_be_above_one_and_a_rate_may_rise_by_more_than_all_of_it():
    check(replace(ALERT, metric="active_customers", threshold=500.0), ACTIVE, keys=())
    check(replace(ALERT, condition="rises_by", threshold=2.0), CHURN, keys=())
