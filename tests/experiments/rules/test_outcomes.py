from datetime import UTC, datetime, timedelta

import polars as pl

from tenure.experiments.rules.outcomes import groups
from tenure.experiments.rules.proportions import Group

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
NOW = SINCE + timedelta(days=10)


def frame(*rows):
    days = lambda day: None if day is None else SINCE + timedelta(days=day)  # noqa: E731 - short on purpose
    instant = pl.Datetime("us", "UTC")
    return pl.DataFrame(
        [(unit, arm, days(entered), days(goal)) for unit, arm, entered, goal in rows],
        schema={"unit": pl.Int64, "arm": pl.String, "entered_at": instant, "goal_at": instant},
        orient="row",
    )


def counted(*rows):
    return groups(frame(*rows), arms=["journey", "holdout"], since=SINCE, now=NOW)


def test_each_arm_is_counted_with_who_reached_the_goal():
    found = counted((1, "journey", 0, 1), (2, "journey", 0, None), (3, "holdout", 1, 2))

    assert found == {"journey": Group(2, 1), "holdout": Group(1, 1)}


def test_a_unit_counts_once_by_the_arm_it_met_first_however_often_it_came():
    found = counted((1, "holdout", 5, 6), (1, "journey", 1, None), (1, "journey", 2, None))

    assert found == {"journey": Group(1, 1), "holdout": Group(0, 0)}


def test_who_came_before_the_shares_of_today_or_has_not_come_yet_does_not_count():
    assert counted((1, "journey", -1, 1), (2, "journey", 11, None)) == {"journey": Group(0, 0), "holdout": Group(0, 0)}


def test_who_came_before_and_comes_again_may_have_been_drawn_by_other_shares_and_does_not_count():
    assert counted((1, "journey", -1, None), (1, "journey", 1, 2))["journey"] == Group(0, 0)


def test_a_goal_of_tomorrow_is_not_reached():
    assert counted((1, "journey", 1, 11))["journey"] == Group(1, 0)


def test_an_arm_nobody_drew_is_shown_as_well():
    assert counted((1, "other", 1, None))["other"] == Group(1, 0)
