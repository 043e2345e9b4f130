"""Windows gain and lose their events exactly when a zone's days, or minutes, begin."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tenure.events.rules.rows import SCHEMA
from tenure.signals.rules.aggregates import bring_forward, by_measure, never, numbers, rows_of, unit_of
from tenure.signals.rules.calendars import NEVER, beginnings_of_days, instant
from tenure.signals.rules.clockfaces import Clockface
from tenure.signals.rules.codec import trait_value
from tenure.signals.rules.folding import folded
from tenure.signals.rules.measures import measure_of

ZONES = ("America/New_York", "Europe/Warsaw", "Australia/Lord_Howe", "America/Havana", "Asia/Seoul")
# In the middle of both weeks in which some clock is set, by zone, and of the one with 29 February.
WEEKS = ("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01", "2028-02-29")
MOMENT = timedelta(microseconds=1)
CUSTOMERS = pl.Series("customer_id", [1])


def midnight(day, zone):
    number = (day - date(1970, 1, 1)).days
    return instant(int(beginnings_of_days(np.array([number]), zone=zone)[0]))


def kept(said, zone, *instants):
    trait = trait_value("x", {"event": "login", **said})
    told = [
        {
            "message_id": f"m{at}",
            "kind": "track",
            "name": "login",
            "customer_id": 1,
            "occurred_at": at,
            "source": "website",
            "properties": "{}",
        }
        for at in instants
    ]
    measure = measure_of(trait, zone=zone)
    found = folded(pl.DataFrame(told, schema=SCHEMA), [measure], not_caused_by="tenure", public=())
    return trait, found[measure.keeps]


def value(said, zone, *instants, now):
    trait, rows = kept(said, zone, *instants)
    found = numbers(trait, rows_of(rows, CUSTOMERS), Clockface(now, zone), count=1)[0]
    return None if np.isnan(found) or not found else found


def due(said, zone, *instants, now):
    trait, rows = kept(said, zone, *instants)
    clock, soonest = Clockface(now, zone), never(1)
    bring_forward(soonest, trait, rows_of(rows, CUSTOMERS), clock)
    begins = clock.begins(soonest, unit_of(trait))[0]
    return None if begins == NEVER else instant(int(begins))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("days", [2, 7])
def test_a_window_of_days_loses_its_event_at_a_local_midnight(zone, week, days):
    day, said = date.fromisoformat(week), {"window": f"{days}d"}
    gone = midnight(day + timedelta(days=days), zone)

    for at in (midnight(day, zone), midnight(day + timedelta(days=1), zone) - MOMENT):
        assert value(said, zone, at, now=gone - MOMENT) == 1
        assert value(said, zone, at, now=gone) is None
        assert due(said, zone, at, now=at) == due(said, zone, at, now=gone - MOMENT) == gone
        assert due(said, zone, at, now=gone) is None


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("week", WEEKS)
def test_a_window_that_ended_days_ago_gains_its_event_at_a_local_midnight(zone, week):
    day = date.fromisoformat(week) - timedelta(days=1)
    said, at = {"window": "2d", "ago": "2d"}, midnight(day, zone) + timedelta(hours=7)
    come, gone = (midnight(day + timedelta(days=later), zone) for later in (2, 4))

    assert value(said, zone, at, now=come - MOMENT) is None
    assert value(said, zone, at, now=come) == value(said, zone, at, now=gone - MOMENT) == 1
    assert value(said, zone, at, now=gone) is None
    assert (due(said, zone, at, now=at), due(said, zone, at, now=come)) == (come, gone)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize(("window", "minutes"), [("90m", 90), ("24h", 1_440), ("47h", 2_820)])
def test_a_shorter_window_loses_its_event_with_the_minute_whatever_the_clocks_on_the_walls_do(
    zone, week, window, minutes
):
    begin = midnight(date.fromisoformat(week), zone) + timedelta(minutes=100)
    at, gone = begin + timedelta(seconds=59), begin + timedelta(minutes=minutes)

    assert value({"window": window}, zone, at, now=gone - MOMENT) == 1
    assert value({"window": window}, zone, at, now=gone) is None
    assert due({"window": window}, zone, at, now=at) == gone


def test_a_trend_that_ended_a_while_ago_is_due_whenever_an_event_enters_or_leaves_either_window():
    said, at = {"aggregate": "trend", "window": "2d", "ago": "3d"}, datetime(2026, 3, 1, 12, tzinfo=UTC)
    now, met = at, []
    while (now := due(said, "UTC", at, now=now)) is not None:
        met.append(((now - at.replace(hour=0)).days, value(said, "UTC", at, now=now)))

    assert met == [(3, None), (5, -1.0), (7, None)]


def test_a_streak_ends_when_a_whole_day_passed_without_an_act():
    day = datetime(2026, 3, 1, 12, tzinfo=UTC)
    acts = [day - timedelta(days=back) for back in (0, 1, 2, 4)]
    said = {"aggregate": "streak"}

    assert [value(said, "UTC", *acts, now=day + timedelta(days=later)) for later in (0, 1, 2)] == [3, 3, None]
    assert due(said, "UTC", *acts, now=day + timedelta(days=1)) == datetime(2026, 3, 3, tzinfo=UTC)


def test_engagement_halves_within_two_weeks_and_ends_after_ninety_days():
    day = datetime(2026, 3, 1, 12, tzinfo=UTC)
    said = {"aggregate": "engagement"}
    at_once, later, last, gone = (value(said, "UTC", day, now=day + timedelta(days=days)) for days in (0, 14, 89, 90))

    assert (later / at_once, gone) == (0.5, None)
    assert 0 < last < at_once / 64
    assert due(said, "UTC", day, now=day) == datetime(2026, 3, 2, tzinfo=UTC)
    assert due(said, "UTC", day, now=day + timedelta(days=90)) is None


def amounts(*rows):
    names = ["customer_id", "bucket", "measure", "total", "least", "greatest"]
    return pl.DataFrame(rows, schema=names, orient="row")


@pytest.mark.parametrize(("aggregate", "found"), [("sum", [0.3, 0.0]), ("min", [0.1, None]), ("max", [0.2, None])])
def test_amounts_are_summed_exactly_and_compared(aggregate, found):
    trait = trait_value("x", {"aggregate": aggregate, "event": "paid", "property": "amount"})
    rows = rows_of(amounts((4, 0, 7, 100_000, 0.1, 0.1), (4, 1, 7, 200_000, 0.2, 0.2)), pl.Series([4, 9]))

    column = numbers(trait, rows, Clockface(datetime(2026, 3, 1, tzinfo=UTC), "UTC"), count=2)

    assert pl.Series(column, nan_to_null=True).to_list() == found


def test_active_days_are_counted_once_each():
    day = datetime(2026, 3, 1, 12, tzinfo=UTC)
    acts = [day, day + timedelta(minutes=1), day - timedelta(days=1), day - timedelta(days=9)]

    assert value({"aggregate": "active_days", "window": "7d"}, "UTC", *acts, now=day) == 2
    assert value({"aggregate": "active_days"}, "UTC", *acts, now=day) == 3


def test_rows_are_parted_by_measure_with_the_places_of_their_customers():
    frame = amounts((4, 0, 7, 1, 0.0, 0.0), (4, 1, 3, 2, 0.0, 0.0), (9, 2, 7, 3, 0.0, 0.0))

    found = {
        measure: (rows.places.tolist(), rows.buckets.tolist(), rows.kept["total"].tolist())
        for measure, rows in by_measure(frame, pl.Series([2, 4, 9]))
    }

    assert found == {3: ([1], [1], [2]), 7: ([1, 2], [0, 2], [1, 3])}
    assert list(by_measure(frame.clear(), pl.Series([2]))) == []


def test_a_trait_for_all_time_never_changes_by_the_clock():
    at = datetime(2026, 3, 1, tzinfo=UTC)

    assert due({}, "UTC", at, now=at) is None


def test_what_is_due_is_only_brought_forward():
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    trait, rows = kept({"window": "7d"}, "UTC", at)
    soonest = np.array([1, NEVER])

    bring_forward(soonest, trait, rows_of(rows, pl.Series([1, 2])), Clockface(at, "UTC"))

    assert soonest.tolist() == [1, NEVER]
