"""A wait is exact."""

from datetime import timedelta

import pytest
from django.utils import translation

from tenure.journeys.nodes.wait import Wait
from tenure.kernel.errors import BadInput
from tests.journeys.meeting import met
from tests.journeys.toys import NOON

LATER = NOON + timedelta(microseconds=123_456)


def waiting(**settings):
    return met({"id": "pause", "wait": settings}, now=LATER)[0]


def test_who_arrives_stays_exactly_so_long():
    assert waiting(days=3) == ("pause", "active", LATER + timedelta(days=3), "")
    assert waiting(days=1, hours=2, minutes=3)[2] == LATER + timedelta(days=1, hours=2, minutes=3)


def test_who_stayed_goes_on():
    assert met({"id": "pause", "wait": {"minutes": 5}}, node="pause")[0] == ("pause", "completed", None, "")


def test_each_arm_waits_its_own_time():
    variants = [{"name": "short", "share": 0.5, "days": None, "hours": 1}, {"name": "long", "share": 0.5}]
    found = set()
    for customer_id in range(40):
        standing, steps, _ = met({"id": "pause", "wait": {"days": 3}, "variants": variants}, customer_id=customer_id)
        found.add((steps[1][1], standing[2] - NOON))

    assert found == {("short", timedelta(hours=1)), ("long", timedelta(days=3))}


@pytest.mark.parametrize("times", [{}, {"days": 3_661}, {"days": 3_660, "minutes": 1}, {"hours": 10**400}])
def test_a_wait_needs_a_time_and_an_end(times):
    with pytest.raises(BadInput):
        Wait(**times)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "1 day 2 hours 5 minutes"), ("ko", "1일 2시간 5분"), ("pl", "1 dzień 2 godziny 5 minut")],
)
def test_a_wait_reads_aloud(language, words):
    with translation.override(language):
        assert Wait(days=1, hours=2, minutes=5).detail() == words
        assert Wait(minutes=5).detail() == words.removeprefix(Wait(days=1, hours=2).detail()).strip()
