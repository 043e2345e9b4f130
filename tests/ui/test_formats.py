from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from tenure.ui.formats import (
    spelled_age,
    spelled_day,
    spelled_full_day,
    spelled_moment,
    spelled_number,
    spelled_percent,
    spelled_time,
)

NOW = datetime(2026, 11, 3, 13, 3, tzinfo=UTC)


@pytest.mark.parametrize(("language", "spelled"), [("en", "48,213"), ("ko", "48,213"), ("pl", "48\xa0213")])
def test_numbers_have_the_separators_of_the_reader(language, spelled):
    with translation.override(language):
        assert spelled_number(48213) == spelled


@pytest.mark.parametrize(("language", "spelled"), [("en", "3.3%"), ("ko", "3.3%"), ("pl", "3,3%")])
def test_a_share_is_spelled_as_percent(language, spelled):
    with translation.override(language):
        assert spelled_percent(0.0331) == spelled


@pytest.mark.parametrize(
    ("passed", "spelled"),
    [
        (timedelta(seconds=44), "now"),
        (timedelta(minutes=3), "3 min. ago"),
        (timedelta(hours=-5), "in 5 hr."),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=8), "Oct 26, 2026"),
    ],
)
def test_an_age_is_told_by_its_greatest_part_and_an_old_one_by_its_date(passed, spelled):
    with translation.override("en"):
        assert spelled_age(NOW - passed, NOW) == spelled


def test_an_age_is_told_in_the_language_of_the_reader():
    with translation.override("ko"):
        assert spelled_age(NOW - timedelta(minutes=3), NOW) == "3분 전"
    with translation.override("pl"):
        assert spelled_age(NOW - timedelta(days=2), NOW) == "2 dni temu"


def test_an_instant_is_told_in_the_zone_in_use():
    with translation.override("pl"), timezone.override("Europe/Warsaw"):
        assert spelled_moment(NOW) == "3 lis 2026, 14:03:00"


def test_a_day_is_told_without_its_year():
    with translation.override("en"):
        assert spelled_day(date(2026, 11, 3)) == "Nov 3"
    with translation.override("ko"):
        assert spelled_day(date(2026, 11, 3)) == "11월 3일"


@pytest.mark.parametrize(
    ("language", "day", "time"),
    [
        ("en", "Tue, Nov 3, 2026", "10:03\u202fPM"),
        ("ko", "2026년 11월 3일 (화)", "PM 10:03"),
        ("pl", "wt., 3 lis 2026", "22:03"),
    ],
)
def test_a_timeline_names_whole_days_and_times_in_the_zone(language, day, time):
    with translation.override(language), timezone.override("Asia/Seoul"):
        assert (spelled_full_day(date(2026, 11, 3)), spelled_time(NOW)) == (day, time)
