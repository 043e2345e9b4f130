"""Customers in columns are the customers, and messages reach whom they were sent to."""

from datetime import UTC, datetime, timedelta

import numpy as np

from tenure.demo.rules.crowds import KIND_NAMES, Reached, crowd, lifts
from tenure.demo.rules.people import person

STARTS_AT = datetime(2026, 3, 20, 8, 30, tzinfo=UTC)
PEOPLE = [person("1", number) for number in range(1, 41)]
ALL = crowd("1", PEOPLE, [STARTS_AT + timedelta(hours=6 * at - 60) for at in range(40)], starts_at=STARTS_AT)


def first(kind):
    return next(number for number, one in enumerate(PEOPLE, start=1) if one.kind == kind)


def test_columns_say_what_people_are():
    assert [KIND_NAMES[at] for at in ALL.kind] == [one.kind for one in PEOPLE]
    assert ALL.is_payer.tolist() == [one.plan != "free" for one in PEOPLE]
    assert ALL.is_in_team.tolist() == [one.plan == "team" for one in PEOPLE]
    assert ALL.joined.tolist()[:12] == [-3, -3, -2, -2, -2, -2, -1, -1, -1, -1, 0, 0]


def test_a_rate_is_that_of_the_kind():
    rates = {"beginner": 0.16, "regular": 0.40, "athlete": 0.70, "drifter": 0.25}

    assert ALL.rate("start_rate").tolist() == [rates[one.kind] for one in PEOPLE]


def test_a_message_adds_to_the_rate_of_who_got_it_from_the_next_day_on():
    number = first("beginner")
    got = [Reached(number, "onboarding_how", 5), Reached(number, "welcome", 5)]

    added = [lifts(ALL, got, day=day)["start"][number - 1] for day in range(4, 12)]

    assert added == [0, 0, 0.14, 0.14, 0.14, 0.14, 0, 0]
    assert lifts(ALL, got, day=6)["start"].sum() == 0.14
    assert lifts(ALL, got, day=6)["come_back"].sum() == 0


def test_two_messages_add_up():
    number = first("regular")
    got = [Reached(number, "inactivity_news", 1), Reached(number, "come_back", 3)]

    assert np.isclose(lifts(ALL, got, day=4)["come_back"][number - 1], 0.08 + 0.05)
