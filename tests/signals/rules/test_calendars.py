"""Days begin when a zone's midnight is, also where the clock is set."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tenure.signals.rules.calendars import (
    EPOCH,
    beginnings_of_days,
    day_number,
    day_of,
    instant,
    microseconds,
    minute_number,
    minute_of,
)


def number(day):
    return (date.fromisoformat(day) - EPOCH.date()).days


def begins(zone, *days):
    found = beginnings_of_days(np.array([number(day) for day in days]), zone=zone)
    return [instant(int(each)).isoformat() for each in found]


@pytest.mark.parametrize(
    ("zone", "day", "begin", "end"),
    [
        ("UTC", "2028-02-29", "2028-02-29T00:00:00+00:00", "2028-03-01T00:00:00+00:00"),
        ("Asia/Seoul", "2028-02-29", "2028-02-28T15:00:00+00:00", "2028-02-29T15:00:00+00:00"),
        ("America/New_York", "2026-03-08", "2026-03-08T05:00:00+00:00", "2026-03-09T04:00:00+00:00"),
        ("America/New_York", "2026-11-01", "2026-11-01T04:00:00+00:00", "2026-11-02T05:00:00+00:00"),
        ("Europe/Warsaw", "2026-03-29", "2026-03-28T23:00:00+00:00", "2026-03-29T22:00:00+00:00"),
        ("Europe/Warsaw", "2026-10-25", "2026-10-24T22:00:00+00:00", "2026-10-25T23:00:00+00:00"),
        # Half an hour.
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00+00:00", "2026-04-05T13:30:00+00:00"),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00+00:00", "2026-10-04T13:00:00+00:00"),
        # There is no midnight: the day begins at one.
        ("America/Havana", "2026-03-08", "2026-03-08T05:00:00+00:00", "2026-03-09T04:00:00+00:00"),
        # Midnight comes twice: the day begins with the first.
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00+00:00", "2026-11-02T05:00:00+00:00"),
        # A day that was left out begins and ends at once.
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00+00:00", "2011-12-30T10:00:00+00:00"),
    ],
)
def test_a_day_begins_and_ends_at_local_midnights(zone, day, begin, end):
    following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()

    assert begins(zone, day, following) == [begin, end]
    if begin != end:
        assert day_number(datetime.fromisoformat(begin), zone=zone) == number(day)
        assert day_number(datetime.fromisoformat(end) - timedelta(microseconds=1), zone=zone) == number(day)
        assert day_number(datetime.fromisoformat(end), zone=zone) == number(following)


def test_days_may_be_asked_in_any_order_and_twice():
    assert begins("UTC", "2026-03-02", "2026-03-01", "2026-03-02") == [
        "2026-03-02T00:00:00+00:00",
        "2026-03-01T00:00:00+00:00",
        "2026-03-02T00:00:00+00:00",
    ]


@pytest.mark.parametrize(
    "zone", ["UTC", "Asia/Seoul", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "America/Havana"]
)
def test_columns_number_days_and_minutes_as_single_instants_do(zone):
    start = datetime(2026, 3, 1, 0, 7, 31, tzinfo=UTC)
    instants = [start + timedelta(hours=13 * step) for step in range(600)]
    frame = pl.DataFrame({"at": instants}, schema={"at": pl.Datetime("us", "UTC")})

    assert frame.select(day_of("at", zone=zone)).to_series().to_list() == [day_number(at, zone=zone) for at in instants]
    assert frame.select(minute_of("at")).to_series().to_list() == [minute_number(at) for at in instants]


def test_instants_before_1970_are_numbered_downwards():
    at = datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)
    frame = pl.DataFrame({"at": [at]}, schema={"at": pl.Datetime("us", "UTC")})

    assert (microseconds(at), minute_number(at), day_number(at, zone="UTC")) == (-1_000_000, -1, -1)
    assert frame.select(day=day_of("at", zone="UTC"), minute=minute_of("at")).row(0) == (-1, -1)
    assert instant(microseconds(at)) == at
