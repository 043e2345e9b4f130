from datetime import UTC, date, datetime

from tenure.console.rules.days import shown_days, start_of


def test_the_last_day_is_today_where_the_workspace_is():
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)

    assert shown_days(late, time_zone="UTC")[-1] == date(2026, 3, 1)
    assert shown_days(late, time_zone="Asia/Seoul")[-1] == date(2026, 3, 2)


def test_thirty_days_are_shown_in_order():
    days = shown_days(datetime(2026, 3, 1, 12, tzinfo=UTC), time_zone="UTC")

    assert (len(days), days[0]) == (30, date(2026, 1, 31))
    assert list(days) == sorted(days)


def test_a_day_begins_at_midnight_of_the_workspace():
    start = start_of(date(2026, 3, 2), time_zone="Asia/Seoul")

    assert start == datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert start.tzinfo is UTC
