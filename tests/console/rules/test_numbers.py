from datetime import UTC, date, datetime, timedelta

import polars as pl

from tenure.console.rules.days import shown_days
from tenure.console.rules.numbers import Day, Week, by_day

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAYS = shown_days(NOON, time_zone="UTC")


def _events(*rows):
    names = ["occurred_at", "source", "name", "customer_id"]
    schema = {"occurred_at": pl.Datetime("us", "UTC"), "source": pl.String, "name": pl.String, "customer_id": pl.Int64}
    return pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema=schema).lazy()


def _days_ago(days):
    return NOON - timedelta(days=days)


def test_customers_and_tenure_are_counted_apart():
    days, _ = by_day(
        _events(
            (NOON, "website", "signed_up", 1),
            (NOON, "website", "login", 1),
            (NOON, "app", "login", None),
            (NOON, "tenure", "journey_entered", 1),
            (NOON, "tenure", "message_sent", 1),
            (NOON, "tenure", "message_sent", 2),
        ),
        DAYS,
        time_zone="UTC",
    )

    assert days[-1] == Day(date(2026, 3, 1), 3, 3, active_customer_count=1, entered_count=1, sent_count=2)
    assert days[0] == Day(date(2026, 1, 31), 0, 0, 0, 0, 0)


def test_a_name_of_ours_sent_by_others_is_not_ours():
    days, week = by_day(_events((NOON, "website", "message_sent", 1)), DAYS, time_zone="UTC")

    assert days[-1].sent_count == 0
    assert week.sent_count == 0


def test_a_week_is_seven_days_and_a_customer_in_it_counts_once():
    rows = [(_days_ago(days), "website", "login", 1) for days in (0, 6, 7)]

    days, week = by_day(_events(*rows), DAYS, time_zone="UTC")

    assert week == Week(active_customer_count=1, event_count=2, entered_count=0, sent_count=0)
    assert [day.customer_event_count for day in days[-8:]] == [1, 1, 0, 0, 0, 0, 0, 1]


def test_days_are_those_of_the_workspace():
    late = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)

    days, _ = by_day(_events((late, "website", "login", 1)), DAYS, time_zone="Europe/Warsaw")

    assert days[-1].customer_event_count == 1
    assert days[-2].customer_event_count == 0
