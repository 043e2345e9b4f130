"""Test until when messages wait for the customer's morning."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.messaging.rules.quiet_hours import held
from tenure.messaging.rules.settings import QuietHours

SCHEMA = {
    "id": pl.Int64,
    "channel": pl.String,
    "message_class": pl.String,
    "country": pl.String,
    "zone": pl.String,
    "now": pl.Datetime("us", "UTC"),
}
NIGHT = QuietHours("21:00", "08:00")


def _at(zone, *moment):
    return datetime(*moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _held(*rows, own=(), home="UTC"):
    frame = pl.DataFrame([(number, *row) for number, row in enumerate(rows, 1)], schema=SCHEMA, orient="row")
    return {each: (until, reason) for each, until, reason in held(frame, own, home_zone=home).iter_rows()}


def test_law_l10_korea_lets_no_advertising_text_through_at_night():
    now = _at("Asia/Seoul", 2026, 3, 1, 21, 0)

    assert _held(("sms", "marketing", "KR", "Asia/Seoul", now)) == {
        1: (_at("Asia/Seoul", 2026, 3, 2, 8, 0), "quiet_hours:until 08:00 Asia/Seoul")
    }
    assert _held(("push", "marketing", "KR", "Asia/Seoul", now)) != {}
    assert _held(("email", "marketing", "KR", "Asia/Seoul", now)) == {}
    assert _held(("sms", "transactional", "KR", "Asia/Seoul", now)) == {}
    assert _held(("sms", "marketing", "KR", "Asia/Seoul", now - timedelta(minutes=1))) == {}
    assert _held(("sms", "marketing", "KR", "Asia/Seoul", _at("Asia/Seoul", 2026, 3, 2, 8, 0))) == {}


@pytest.mark.parametrize("channel", ["sms", "push", "email"])
def test_law_l10_in_the_united_states_nothing_of_marketing_goes_out_at_night(channel):
    now = _at("America/New_York", 2026, 7, 1, 7, 59)

    found = _held((channel, "marketing", "US", "America/New_York", now))

    assert found == {1: (now + timedelta(minutes=1), "quiet_hours:until 08:00 America/New_York")}


def test_law_l10_of_an_unknown_zone_every_zone_of_the_country_counts():
    # Late in New York, and then still early in Honolulu.
    now = _at("America/New_York", 2026, 7, 1, 22, 0)

    assert _held(("sms", "marketing", "US", None, now))[1][0] == _at("Pacific/Honolulu", 2026, 7, 2, 8, 0)


def test_law_l10_of_an_unknown_place_the_strictest_law_counts_at_home():
    now = _at("Europe/Warsaw", 2026, 7, 1, 23, 0)

    found = _held(("sms", "marketing", None, None, now), ("email", "marketing", None, None, now), home="Europe/Warsaw")

    assert found == {1: (_at("Europe/Warsaw", 2026, 7, 2, 8, 0), "quiet_hours:until 08:00 Europe/Warsaw")}


def test_a_country_without_a_law_has_no_quiet_hours_but_the_workspace_may():
    now = _at("Europe/Warsaw", 2026, 7, 1, 23, 0)
    row = ("email", "marketing", "PL", "Europe/Warsaw", now)

    assert _held(row) == {}
    assert _held(row, own=[NIGHT])[1][0] == _at("Europe/Warsaw", 2026, 7, 2, 8, 0)
    assert _held(row, own=[QuietHours("21:00", "08:00", channels=("sms",))]) == {}
    assert _held(("email", "service", "PL", "Europe/Warsaw", now), own=[NIGHT]) == {}


def test_windows_that_follow_on_one_another_are_one_wait():
    own = [QuietHours("20:00", "22:00"), QuietHours("22:00", "06:00"), QuietHours("05:00", "09:30")]

    found = _held(("email", "marketing", "PL", None, _at("Asia/Seoul", 2026, 3, 1, 20, 30)), own=own, home="Asia/Seoul")

    assert found[1][0] == _at("Asia/Seoul", 2026, 3, 2, 9, 30)


@pytest.mark.parametrize(
    ("zone", "ends", "night", "first"),
    [
        # New York skips 2:00 to 3:00, Lord Howe 2:00 to 2:30, Havana midnight to 1:00.
        ("America/New_York", "02:30", (2026, 3, 7, 23, 0), (2026, 3, 8, 3, 0)),
        ("Australia/Lord_Howe", "02:15", (2026, 10, 3, 23, 0), (2026, 10, 4, 2, 30)),
        ("America/Havana", "00:00", (2026, 3, 7, 23, 0), (2026, 3, 8, 1, 0)),
        # Back again at 2:00: half past one comes twice, and the first ends the night.
        ("America/New_York", "01:30", (2026, 10, 31, 23, 0), (2026, 11, 1, 1, 30)),
    ],
)
def test_a_night_ends_at_the_first_time_that_exists(zone, ends, night, first):
    own = [QuietHours("21:00", ends)]

    assert _held(("email", "marketing", "XX", zone, _at(zone, *night)), own=own)[1][0] == _at(zone, *first)


@given(
    minute=st.integers(0, 525_600),
    zone=st.sampled_from(["America/New_York", "Europe/Warsaw", "Australia/Lord_Howe", "America/Havana", "Asia/Seoul"]),
)
def test_nothing_is_let_go_inside_quiet_hours(minute, zone):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)

    until = _held(("sms", "marketing", "KR", zone, now)).get(1, (now, ""))[0]

    local = until.astimezone(ZoneInfo(zone))
    assert 8 * 60 <= local.hour * 60 + local.minute < 21 * 60
    assert until - now <= timedelta(hours=12)


def test_each_message_waits_by_its_own_clock():
    now = _at("Asia/Seoul", 2026, 3, 1, 23, 0)

    found = _held(
        ("sms", "marketing", "KR", "Asia/Seoul", now),
        ("sms", "marketing", "US", "America/Los_Angeles", now),
        ("sms", "marketing", "US", "America/New_York", now),
    )

    assert {each: reason for each, (_, reason) in found.items()} == {
        1: "quiet_hours:until 08:00 Asia/Seoul",
        2: "quiet_hours:until 08:00 America/Los_Angeles",
    }
