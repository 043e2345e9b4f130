"""Local times become instants, whatever clocks do there."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.journeys.rules.local_times import instant, next_instant, zone_or
from tests.journeys.reference import shown

ZONES = [
    "UTC",
    "America/New_York",
    "Europe/Warsaw",
    "Australia/Lord_Howe",
    "America/Havana",
    "Asia/Seoul",
    "Asia/Kathmandu",
    "Pacific/Apia",
]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "time", "expected"),
    [
        ("America/New_York", "2026-01-31", "09:00", "2026-01-31T14:00"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00"),  # jumped over: 03:00 there
        ("America/New_York", "2026-03-08", "09:00", "2026-03-08T13:00"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30"),  # shown twice: the first
        ("America/New_York", "2026-11-01", "09:00", "2026-11-01T14:00"),
        ("Europe/Warsaw", "2026-03-29", "02:15", "2026-03-29T01:00"),
        ("Europe/Warsaw", "2026-10-25", "02:15", "2026-10-25T00:15"),
        ("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-03T15:30"),  # half an hour
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45"),
        ("America/Havana", "2026-03-08", "00:00", "2026-03-08T05:00"),  # the day begins at 01:00
        ("America/Havana", "2026-03-08", "00:30", "2026-03-08T05:00"),
        ("America/Havana", "2026-11-01", "00:30", "2026-11-01T04:30"),
        ("Asia/Seoul", "2026-03-08", "02:30", "2026-03-07T17:30"),  # no jumps
        ("Asia/Seoul", "2028-02-29", "09:00", "2028-02-29T00:00"),
        ("Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T10:00"),  # a day left out
    ],
)
def test_a_time_of_a_day_is_one_instant(zone, day, time, expected):
    assert instant(date.fromisoformat(day), time, zone=zone) == at(expected)


@pytest.mark.parametrize(
    ("zone", "now", "time", "weekday", "expected"),
    [
        ("Europe/Warsaw", "2026-03-28T07:59", "09:00", None, "2026-03-28T08:00"),
        ("Europe/Warsaw", "2026-03-28T08:00", "09:00", None, "2026-03-29T07:00"),  # never at once: circles go on
        ("Europe/Warsaw", "2026-03-29T00:30", "02:30", None, "2026-03-29T01:00"),
        ("Europe/Warsaw", "2026-03-29T01:00", "02:30", None, "2026-03-30T00:30"),
        ("Europe/Warsaw", "2026-10-25T00:30", "02:30", None, "2026-10-26T01:30"),  # not again at the second 02:30
        ("America/New_York", "2026-11-01T05:45", "01:30", None, "2026-11-02T06:30"),
        ("America/Havana", "2026-03-08T04:59", "00:00", None, "2026-03-08T05:00"),
        ("America/Havana", "2026-03-08T05:00", "00:00", None, "2026-03-09T04:00"),
        ("Asia/Seoul", "2026-01-31T15:00", "00:00", None, "2026-02-01T15:00"),
        ("Asia/Seoul", "2028-02-28T12:00", "09:00", None, "2028-02-29T00:00"),
        ("UTC", "2026-03-02T09:00", "09:00", "mon", "2026-03-09T09:00"),
        ("UTC", "2026-03-02T08:00", "09:00", "mon", "2026-03-02T09:00"),
        ("UTC", "2026-03-06T09:00", "09:00", "workday", "2026-03-09T09:00"),
        (
            "America/New_York",
            "2026-03-06T02:00",
            "09:00",
            "thu",
            "2026-03-12T13:00",
        ),  # still Thursday there, after nine
    ],
)
def test_the_next_such_time(zone, now, time, weekday, expected):
    assert next_instant(at(now), time, zone=zone, weekday=weekday) == at(expected)


@given(
    st.sampled_from(ZONES),
    st.dates(date(2009, 1, 1), date(2031, 12, 31)),
    st.integers(0, 1439).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}"),
)
def test_a_clock_that_is_watched_says_the_same(zone, day, time):
    assert instant(day, time, zone=zone) == shown(day.isoformat(), time, zone)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", None, "../../etc/passwd"])
def test_an_unknown_zone_is_the_workspaces(name):
    assert zone_or(name, "Asia/Seoul") == "Asia/Seoul"


def test_a_known_zone_stays():
    assert zone_or("Europe/Warsaw", "Asia/Seoul") == "Europe/Warsaw"
