"""A wait is exact."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from django.utils import translation

from tenure.journeys.nodes.wait import Wait, visit
from tenure.kernel.errors import BadInput

NOW = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


def waiting(resumed=(False,), **settings):
    told = {"days": 0, "hours": 0, "minutes": 0, **settings}
    customers = pl.DataFrame({"resumed": resumed}).with_columns(**{name: pl.lit(told[name]) for name in told})
    return visit(customers, NOW)["due_at"].to_list()


def test_who_arrives_stays_exactly_so_long():
    assert waiting(days=3) == [NOW + timedelta(days=3)]
    assert waiting(days=1, hours=2, minutes=3) == [NOW + timedelta(days=1, hours=2, minutes=3)]


def test_who_stayed_goes_on():
    assert waiting(resumed=(True, False), minutes=5) == [None, NOW + timedelta(minutes=5)]


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
