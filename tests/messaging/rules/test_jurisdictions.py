"""Test the table of laws."""

import pytest

from tenure.messaging.rules.jurisdictions import CONFIRMATIONS, QUIET, ZONES, country_of_zone
from tenure.messaging.rules.settings import minute_of_day
from tenure.messaging.rules.whereabouts import is_zone


def test_every_row_says_where_it_stands_and_since_when():
    assert all(len(row.source) > 20 and row.since.year > 1990 for row in (*QUIET, *CONFIRMATIONS))
    assert all(minute_of_day(row.starts) != minute_of_day(row.ends) for row in QUIET)
    assert {row.country for row in QUIET} <= set(ZONES)
    assert all(is_zone(zone) for zones in ZONES.values() for zone in zones)


def test_transactional_messages_are_in_no_row():
    assert {each for row in QUIET for each in row.classes} == {"marketing", "service"}


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Seoul", "KR"),
        ("America/New_York", "US"),
        ("America/Indiana/Knox", "US"),
        ("America/Detroit", "US"),
        ("America/Toronto", None),
        ("Europe/Warsaw", None),
    ],
)
def test_a_zone_tells_the_country_where_the_table_asks_something(zone, country):
    assert country_of_zone(zone) == country
