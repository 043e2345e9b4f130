"""Customers of Moveo do plausible things at plausible hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tenure.demo.rules import activity
from tenure.demo.rules.activity import GOAL, Visit
from tenure.demo.rules.people import person

AT = datetime(2026, 3, 20, 8, 30, tzinfo=UTC)
PEOPLE = [person("1", number) for number in range(1, 301)]
EVERYTHING = Visit(trains=True, books=True, compares=True, workouts=GOAL)


def told(facts):
    return [(fact.kind, fact.name) for fact in facts]


def visit(one, **changes):
    wanted = {"trains": True, "books": False, "compares": False, "workouts": 1} | changes
    return list(activity.visited(one, Visit(**wanted), day_begins=AT, seed="1"))


def test_who_joins_says_who_they_are_signs_up_and_looks_around():
    one = next(one for one in PEOPLE if one.plan == "plus")

    facts = list(activity.sign_up(one, AT, seed="1"))

    assert told(facts)[:3] == [("identify", ""), ("track", "signed_up"), ("screen", "Home")]
    assert facts[0].properties == one.traits()
    assert not any(fact.is_told_by_server for fact in facts)


def test_who_joins_with_a_team_is_put_into_it_by_the_server():
    one = next(one for one in PEOPLE if one.plan == "team")

    (group,) = [fact for fact in activity.sign_up(one, AT, seed="1") if fact.kind == "group"]

    assert group.is_told_by_server
    assert group.to_wire(seed="1")["groupId"] == one.team


def test_somewhat_more_than_half_set_a_goal():
    shares = [any(fact.name == "goal_set" for fact in activity.sign_up(one, AT, seed="1")) for one in PEOPLE]

    assert sum(shares) / len(PEOPLE) == pytest.approx(0.55, abs=0.06)


def test_people_come_at_their_own_hours_within_the_day():
    for one in PEOPLE:
        came = visit(one)[0].at
        assert AT <= came < AT + timedelta(days=1)
        assert came.astimezone(ZoneInfo(one.time_zone)).hour in {*range(6, 10), *range(11, 14), *range(17, 22)}


def test_a_visit_has_what_is_done_on_it_in_order():
    facts = list(activity.visited(PEOPLE[0], EVERYTHING, day_begins=AT, seed="1"))

    names = [fact.name for fact in facts if fact.kind == "track"]
    assert names == ["logged_in", "plan_viewed", "class_booked", "workout_completed", "goal_reached"]
    assert [fact.at for fact in facts] == sorted(fact.at for fact in facts)
    assert told(visit(PEOPLE[0], trains=False)) == [("track", "logged_in")]


def test_a_workout_takes_the_minutes_it_says():
    login, workout = visit(PEOPLE[3])

    assert workout.at - login.at == timedelta(minutes=2 + workout.properties["minutes"])
    assert workout.properties["calories"] == 8 * workout.properties["minutes"]


def test_what_billing_tells_comes_from_the_server_and_says_why_somebody_left():
    one = next(one for one in PEOPLE if one.plan == "pro")

    left = activity.billed(one, "subscription_canceled", AT, reason="price")
    refused = activity.charged(one, "invoice_payment_failed", AT)

    assert left.is_told_by_server
    assert left.properties == one.subscription() | {"reason": "price"}
    assert refused.properties["amount_minor"] == 1900
    assert refused.properties["subscription"] == one.subscription()["subscription"]


def test_one_deed_is_one_of_the_things_customers_do():
    names = {activity.deed(one, AT, seed="1").name for one in PEOPLE}

    assert {"logged_in", "workout_completed", "plan_viewed", "class_booked"} <= names
