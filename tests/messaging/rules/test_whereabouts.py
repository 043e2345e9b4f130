"""Test where customers are taken to be."""

import pytest

from tenure.messaging.rules.whereabouts import country_of, is_zone, zone_of


@pytest.mark.parametrize(
    ("traits", "locale", "country"),
    [
        ({"country": "kr"}, "en", "KR"),
        ({"country": "South Korea", "time_zone": "Asia/Seoul"}, None, "KR"),
        ({"time_zone": "Europe/Warsaw"}, "en-US", None),
        ({}, "en_US", "US"),
        ({}, "ko", "KR"),
        ({}, "en", None),
        ({}, "what ever", None),
        ({"country": 7}, None, None),
    ],
)
def test_a_country_is_told_by_trait_then_zone_then_locale(traits, locale, country):
    assert country_of(traits, locale=locale) == country


def test_a_zone_is_one_that_exists():
    assert zone_of({"time_zone": "Asia/Seoul"}) == "Asia/Seoul"
    assert [zone_of(each) for each in ({}, {"time_zone": "Mars/Base"}, {"time_zone": 9}, {"time_zone": ""})] == [
        None,
        None,
        None,
        None,
    ]
    assert [is_zone(each) for each in ("../etc/passwd", "localtime", "posixrules", "\0")] == [False] * 4
