"""A time of the day is waited for on the customer's own clock."""

from datetime import UTC, datetime

import pytest

from tenure.journeys.nodes.wait_until import WaitUntil
from tests.journeys.meeting import met

KNOWN = {"time_zone": "any"}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def waiting(zone=None, *, now="2026-03-07T12:00", known=KNOWN, house="UTC", **settings):
    traits = {"time_zone": zone} if known else {}
    nodes = ({"id": "morning", "wait_until": {"time": "02:30", **settings}},)
    return met(*nodes, now=at(now), traits=traits, known=known, zone=house)[0][2]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ('"America/New_York"', "2026-03-08T07:00"),  # jumped over: the first instant after
        ('"America/Havana"', "2026-03-08T06:30"),
        ('"Europe/Warsaw"', "2026-03-08T01:30"),
        ('"Asia/Seoul"', "2026-03-07T17:30"),
        ('"Australia/Lord_Howe"', "2026-03-07T15:30"),
    ],
)
def test_each_zone_has_its_own_instant(zone, expected):
    assert waiting(zone) == at(expected)


@pytest.mark.parametrize("zone", [None, '"Nowhere/City"', "3"])
def test_who_has_no_zone_lives_by_the_workspaces(zone):
    assert waiting(zone, house="Europe/Warsaw") == at("2026-03-08T01:30")


def test_without_zones_everybody_lives_by_the_workspaces():
    assert waiting(known={}, house="Europe/Warsaw") == at("2026-03-08T01:30")


def test_the_workspaces_clock_may_be_wanted():
    assert met(
        {"id": "morning", "wait_until": {"time": "02:30", "zone": "workspace"}},
        now=at("2026-03-07T12:00"),
        traits={"time_zone": '"Asia/Seoul"'},
        known=KNOWN,
        zone="Europe/Warsaw",
    )[0][2] == at("2026-03-08T01:30")


def test_a_day_of_the_week_may_be_wanted():
    assert waiting('"UTC"', weekday="workday") == at("2026-03-09T02:30")
    assert waiting('"UTC"', weekday="sat") == at("2026-03-14T02:30")


def test_who_stayed_goes_on():
    assert met({"id": "morning", "wait_until": {"time": "09:00"}}, node="morning")[0][1] == "completed"


def test_it_reads_aloud():
    assert WaitUntil("09:00").detail() == "09:00"
    assert WaitUntil("09:00", weekday="mon").detail() == "09:00 · mon"
