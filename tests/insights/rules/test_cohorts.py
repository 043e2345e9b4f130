from datetime import date

from tenure.insights.rules.cohorts import Cohort, cohorts, curves
from tests.insights.scenes import did, lives
from tests.signals.acts import NOW


def test_a_cohort_is_followed_week_by_week_and_what_is_to_come_is_not_told():
    told = lives(did("login", 1, 22), did("login", 1, 8), did("login", 2, 22), did("login", 2, 15), did("login", 3, 0))

    found = cohorts(told, now=NOW, weeks=4)

    assert found == (
        Cohort(date(2026, 1, 26), 0, (0, 0, 0, 0)),
        Cohort(date(2026, 2, 2), 2, (2, 1, 1, None)),
        Cohort(date(2026, 2, 9), 0, (0, 0, None, None)),
        Cohort(date(2026, 2, 16), 0, (0, None, None, None)),
    )
    assert [found[1].rate(week) for week in range(4)] == [1.0, 0.5, 0.5, None]
    assert found[0].rate(0) is None


def test_a_curve_asks_only_who_had_the_time():
    told = lives(did("login", 1, 22), did("login", 1, 8), did("login", 2, 15))

    (curve,) = curves(told, None, now=NOW, weeks=4)

    assert (curve.group, curve.sizes, curve.rates) == ("all", (2, 2, 1, 0), (1.0, 0.0, 1.0, None))


def test_groups_are_by_first_event_or_first_plan_and_small_ones_are_put_together():
    pro = [did("subscription_started", each, 22, plan="pro") for each in range(1, 11)]
    told = lives(
        *pro,
        did("subscription_started", 1, 20, plan="basic"),
        did("subscription_started", 20, 22, plan="basic"),
        did("login", 30, 22),
    )

    assert [(each.group, each.sizes[0]) for each in curves(told, "plan", now=NOW)] == [("pro", 10), ("", 2)]
    assert [(each.group, each.sizes[0]) for each in curves(told, "first_event", now=NOW)] == [
        ("subscription_started", 11),
        ("", 1),
    ]
