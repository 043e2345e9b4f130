"""Customers of Moveo do plausible things at plausible hours."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tenure.demo.rules import activity
from tenure.demo.rules.people import person

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = [date(2026, 3, 1) + timedelta(days=offset) for offset in range(60)]


def lived(one, days=DAYS, signed_up_at=LONG_AGO):
    return [fact for day in days for fact in activity.day(one, day, signed_up_at=signed_up_at, seed="1")]


def those(wanted, count=1000):
    return [one for one in (person("1", number) for number in range(1, count)) if wanted(one)]


def test_who_signs_up_is_identified_first():
    one, at = person("1", 1), datetime(2026, 3, 1, 9, tzinfo=UTC)

    facts = activity.sign_up(one, at)

    assert [(fact.kind, fact.name, fact.at) for fact in facts] == [("identify", "", at), ("track", "signed_up", at)]
    assert facts[0].properties == one.traits()


def test_a_session_begins_in_the_waking_hours_of_the_customer():
    for one in those(lambda one: one.time_zone == "Australia/Sydney")[:5]:
        logins = [fact.at for fact in lived(one) if fact.name == "logged_in"]
        hours = {at.astimezone(ZoneInfo("Australia/Sydney")).hour for at in logins}
        assert hours <= {6, 7, 8, 9, 11, 12, 13, 17, 18, 19, 20, 21}


def test_a_workout_is_told_when_it_is_over():
    one = those(lambda one: one.workouts_a_week == 6.0 and one.lapses_after is None)[0]

    facts = lived(one)

    for before, after in itertools.pairwise(facts):
        if after.name == "workout_completed":
            assert after.at - before.at > timedelta(minutes=after.properties["minutes"])


def test_who_trains_often_is_seen_more_than_who_trains_rarely():
    often = those(lambda one: one.workouts_a_week == 6.0 and one.lapses_after is None)[:20]
    rarely = those(lambda one: one.workouts_a_week == 1.0 and one.lapses_after is None)[:20]

    assert sum(len(lived(one)) for one in often) > 4 * sum(len(lived(one)) for one in rarely)


def test_who_lapses_falls_nearly_silent():
    lapsing = those(lambda one: one.lapses_after is not None and one.workouts_a_week == 6.0)[:20]

    before = [
        fact for one in lapsing for fact in lived(one, signed_up_at=datetime(2026, 2, 28, tzinfo=UTC), days=DAYS[:5])
    ]
    after = [fact for one in lapsing for fact in lived(one, signed_up_at=LONG_AGO, days=DAYS[-5:])]

    assert len(before) > 10 * len(after)


def test_nothing_happens_before_the_sign_up_of_the_day():
    one = those(lambda one: one.workouts_a_week == 6.0)[0]
    evening = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)

    assert [fact for fact in lived(one, signed_up_at=evening) if fact.at <= evening] == []


def test_a_deed_is_one_fact_of_the_customer_at_that_instant():
    one, start = person("1", 3), datetime(2026, 3, 1, 9, tzinfo=UTC)

    deeds = [activity.deed(one, start + timedelta(seconds=second), seed="1") for second in range(200)]

    assert {fact.user_id for fact in deeds} == {"u3"}
    assert {fact.name for fact in deeds if fact.kind == "track"} == {
        "logged_in",
        "workout_completed",
        "plan_viewed",
        "goal_set",
    }
    assert {fact.name for fact in deeds if fact.kind == "screen"} <= set(activity.SCREENS)
