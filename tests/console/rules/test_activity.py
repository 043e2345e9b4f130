from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tenure.console.rules.activity import counted, daily_numbers, joined, weekly_numbers
from tenure.console.rules.days import shown_days
from tenure.console.rules.numbers import Day, Week

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAYS = shown_days(NOON, time_zone="UTC")
SCHEMA = {"occurred_at": pl.Datetime("us", "UTC"), "source": pl.String, "name": pl.String, "customer_id": pl.Int64}

EVENTS = st.tuples(
    st.integers(-40 * 24, 2 * 24).map(lambda hours: NOON + timedelta(hours=hours)),
    st.sampled_from(["website", "tenure"]),
    st.sampled_from(["login", "journey_entered", "message_sent"]),
    st.none() | st.integers(1, 40),
)


def _counted(*rows, time_zone="UTC", seq=1):
    events = pl.DataFrame(rows, schema=SCHEMA, orient="row").lazy()
    return counted(events, shown_days(NOON, time_zone=time_zone), time_zone=time_zone, seq=seq)


def _numbers(activity):
    return daily_numbers(activity), weekly_numbers(activity)


def _days_ago(days):
    return NOON - timedelta(days=days)


def test_customers_and_tenure_are_counted_apart():
    days, _ = _numbers(
        _counted(
            (NOON, "website", "signed_up", 1),
            (NOON, "website", "login", 1),
            (NOON, "app", "login", None),
            (NOON, "tenure", "journey_entered", 1),
            (NOON, "tenure", "message_sent", 1),
            (NOON, "tenure", "message_sent", 2),
        )
    )

    assert days[-1] == Day(date(2026, 3, 1), 3, 3, active_customer_count=1, entered_count=1, sent_count=2)
    assert days[0] == Day(date(2026, 1, 31), 0, 0, 0, 0, 0)


def test_a_name_of_ours_sent_by_others_is_not_ours():
    days, week = _numbers(_counted((NOON, "website", "message_sent", 1)))

    assert days[-1].sent_count == 0
    assert week.sent_count == 0


def test_a_week_is_seven_days_and_a_customer_in_it_counts_once():
    days, week = _numbers(_counted(*((_days_ago(days), "website", "login", 1) for days in (0, 6, 7))))

    assert week == Week(active_customer_count=1, event_count=2, entered_count=0, sent_count=0)
    assert [day.customer_event_count for day in days[-8:]] == [1, 1, 0, 0, 0, 0, 0, 1]


def test_days_are_those_of_the_workspace():
    late = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)

    days = daily_numbers(_counted((late, "website", "login", 1), time_zone="Europe/Warsaw"))

    assert [day.customer_event_count for day in days[-2:]] == [0, 1]


def test_what_lies_before_or_after_the_days_is_left_out():
    days = daily_numbers(
        _counted((_days_ago(30), "web", "a", 1), (_days_ago(29), "web", "a", 1), (_days_ago(-1), "web", "a", 1))
    )

    assert sum(day.customer_event_count for day in days) == 1
    assert days[0].customer_event_count == 1


def test_a_customer_seen_in_both_parts_counts_once():
    both = joined(_counted((NOON, "web", "a", 3)), _counted((NOON, "web", "b", 3), (NOON, "web", "b", 900), seq=2))

    assert daily_numbers(both)[-1].active_customer_count == 2
    assert daily_numbers(both)[-1].customer_event_count == 3
    assert both.seq == 2


@given(st.lists(EVENTS, max_size=30), st.lists(EVENTS, max_size=30))
def test_counting_in_parts_is_counting_at_once(first, second):
    parts = joined(_counted(*first), _counted(*second, seq=2))

    assert _numbers(parts) == _numbers(_counted(*first, *second, seq=2))


@given(st.lists(EVENTS, max_size=40))
def test_distinct_customers_are_those_of_a_set(rows):
    days = daily_numbers(_counted(*rows))

    for day in days:
        acting = {who for at, source, _, who in rows if at.date() == day.day and source != "tenure" and who}
        assert day.active_customer_count == len(acting)


def test_the_days_of_the_counts_are_those_that_were_asked_for():
    assert [day.day for day in daily_numbers(_counted())] == list(DAYS)
