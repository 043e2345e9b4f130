from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tenure.events.rules.occurrence import EARLIEST, LATEST, with_occurrence
from tenure.events.rules.rows import INSTANT

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
YEARS_AGO = datetime(2019, 5, 5, 8, tzinfo=UTC)


def dated(*, timestamp: datetime | None, sent_at: datetime | None) -> tuple[datetime, bool]:
    given = {"received_at": [NOW], "timestamp": [timestamp], "sent_at": [sent_at]}
    frame = with_occurrence(pl.DataFrame(given, schema=dict.fromkeys(given, INSTANT)))

    assert frame.columns == ["received_at", "occurred_at", "historical"]
    return frame.row(0)[1:]


def test_an_event_without_times_occurred_when_it_arrived():
    assert dated(timestamp=None, sent_at=None) == (NOW, False)
    assert dated(timestamp=None, sent_at=YEARS_AGO) == (NOW, False)


def test_a_clock_that_is_years_slow_is_corrected_by_when_the_event_was_sent():
    assert dated(timestamp=YEARS_AGO - timedelta(seconds=90), sent_at=YEARS_AGO) == (NOW - timedelta(seconds=90), False)


def test_a_clock_that_is_years_fast_is_corrected_too():
    ahead = NOW + timedelta(days=900)

    assert dated(timestamp=ahead - timedelta(hours=2), sent_at=ahead) == (NOW - timedelta(hours=2), False)


def test_without_sent_at_the_timestamp_is_the_time_of_the_workspace():
    assert dated(timestamp=YEARS_AGO, sent_at=None) == (YEARS_AGO, True)
    assert dated(timestamp=NOW + timedelta(hours=3), sent_at=None) == (NOW + timedelta(hours=3), False)


@pytest.mark.parametrize(
    ("age", "historical"), [(timedelta(hours=24), False), (timedelta(hours=24, microseconds=1), True)]
)
def test_an_event_older_than_a_day_is_historical(age, historical):
    assert dated(timestamp=NOW - age, sent_at=None) == (NOW - age, historical)
    assert dated(timestamp=YEARS_AGO - age, sent_at=YEARS_AGO) == (NOW - age, historical)


def test_an_instant_outside_the_calendar_is_brought_back_into_it():
    first, last = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)

    assert dated(timestamp=first, sent_at=last) == (EARLIEST, True)
    assert dated(timestamp=last, sent_at=first) == (LATEST, False)
    assert dated(timestamp=last, sent_at=None) == (LATEST, False)


def test_what_is_said_to_be_history_is_history_however_young():
    told = pl.DataFrame(
        {"received_at": [NOW] * 2, "timestamp": [NOW] * 2, "sent_at": [None] * 2, "historical": [True, False]},
        schema_overrides={name: pl.Datetime("us", "UTC") for name in ("received_at", "timestamp", "sent_at")},
    )

    assert with_occurrence(told)["historical"].to_list() == [True, False]
