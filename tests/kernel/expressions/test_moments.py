from datetime import UTC, datetime, timedelta

import pytest

from tenure.kernel.expressions import moments


def test_a_day_begins_at_midnight_in_utc():
    assert moments.day_from("2026-01-31") == datetime(2026, 1, 31, tzinfo=UTC)
    assert moments.is_day(datetime(2026, 1, 31, tzinfo=UTC))
    assert not moments.is_day(datetime(2026, 1, 31, 0, 0, 0, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-1-31", "20260131", "31.01.2026", "\u0662026-01-31", "2026-W01-1", ""]
)
def test_what_is_no_day_of_the_calendar_is_none(text):
    assert moments.day_from(text) is None


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:00.000001+09:00", datetime(2026, 1, 31, 3, 0, 0, 1, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_in_utc(text, instant):
    assert moments.instant_from(text) == instant


@pytest.mark.parametrize(
    "text", ["2026-01-31T12:00:00", "2026-01-31 12:00:00Z", "2026-01-31T24:30:00Z", "0001-01-01T00:00:00+01:00", "now"]
)
def test_what_names_no_instant_is_none(text):
    assert moments.instant_from(text) is None


def test_an_instant_is_written_as_shortly_as_it_is_exact():
    assert moments.instant_text(datetime(2026, 1, 31, 12, tzinfo=UTC)) == "2026-01-31T12:00:00Z"
    assert moments.instant_text(datetime(2026, 1, 31, 12, 0, 0, 1, tzinfo=UTC)) == "2026-01-31T12:00:00.000001Z"


@pytest.mark.parametrize(
    ("text", "days", "canonical"),
    [("2w", 14, "14d"), ("14d", 14, "14d"), ("36h", 1.5, "36h"), ("90m", 1 / 16, "90m"), ("36500d", 36500, "36500d")],
)
def test_a_duration_is_read_and_written(text, days, canonical):
    assert moments.duration_from(text) == timedelta(days=days)
    assert moments.duration_text(timedelta(days=days)) == canonical


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("3days", "write a number and one letter: 3d"),
        ("3 days", "write a number and one letter: 3d"),
        ("12hours", "write a number and one letter: 12h"),
        ("1month", "months and years differ in length; say days, such as 30d"),
        ("1y", "months and years differ in length; say days, such as 365d"),
        ("90s", "the shortest unit is the minute; say 1m"),
        ("36501d", "the longest duration is 36500d"),
        ("9999999999w", "the longest duration is 36500d"),
        ("3", "a duration is a whole number and w, d, h or m, such as 2w, 14d, 12h or 30m"),
        ("1.5d", "a duration is a whole number and w, d, h or m, such as 2w, 14d, 12h or 30m"),
        ("\u0663d", "a duration is a whole number and w, d, h or m, such as 2w, 14d, 12h or 30m"),
    ],
)
def test_what_is_no_duration_comes_with_a_remedy(text, remedy):
    assert moments.duration_from(text) is None
    assert moments.duration_remedy(text) == remedy
