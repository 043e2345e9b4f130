"""Who enters, by which events."""

from datetime import timedelta

import polars as pl

from tenure.journeys.rules import entries
from tests.journeys.toys import NOON

ROW = {
    "seq": 2,
    "position": 0,
    "kind": "track",
    "name": "signed_up",
    "customer_id": 1,
    "historical": False,
    "received_at": NOON,
}
ROWS = {
    "seq": pl.Int64,
    "position": pl.Int32,
    "kind": pl.String,
    "name": pl.String,
    "customer_id": pl.Int64,
    "historical": pl.Boolean,
    "received_at": entries.INSTANT,
}


def stream(*changes):
    return pl.LazyFrame([{**ROW, "position": at, **change} for at, change in enumerate(changes)], schema=ROWS)


def journeys(*changes):
    usual = {"journey_id": 10, "journey": "welcome", "version_id": 20, "event": "signed_up"}
    gates = {"activated_seq": 1, "entries_from": NOON}
    return pl.DataFrame([{**usual, **gates, **change} for change in changes], schema=entries.OPEN)


def entering(events, open_journeys):
    return entries.entries(events, open_journeys).rows()


def test_the_first_event_lets_a_customer_in_once():
    events = stream({"customer_id": 2}, {}, {}, {"seq": 3})

    assert entering(events, journeys({})) == [(10, 20, 2, ""), (10, 20, 1, "")]


def test_one_event_leads_into_every_journey_that_asks_for_it():
    both = journeys({}, {"journey_id": 11, "version_id": 21}, {"journey_id": 12, "event": "left"})

    assert entering(stream({}), both) == [(10, 20, 1, ""), (11, 21, 1, "")]


def test_what_was_before_the_activation_lets_nobody_in():
    events = stream({"seq": 1}, {"received_at": NOON - timedelta(microseconds=1)})

    assert entering(events, journeys({})) == []


def test_history_pages_and_events_of_nobody_let_nobody_in():
    events = stream({"historical": True}, {"kind": "page"}, {"customer_id": None}, {"name": "left"}, {"name": None})

    assert entering(events, journeys({})) == []


def test_whoever_did_it_ever_did_it():
    events = stream({"customer_id": 5, "historical": True}, {"seq": 1}, {}, {"kind": "page", "customer_id": 7})

    assert entries.doers(events, event="signed_up")["customer_id"].to_list() == [1, 5]


def test_without_a_rate_all_are_admitted_at_once_and_with_one_they_are_spread_exactly():
    customers = pl.DataFrame({"customer_id": [1, 2, 3]})

    at_once = entries.admitted(customers, rate_per_hour=None, now=NOON)
    spread = entries.admitted(customers, rate_per_hour=7, now=NOON)

    assert at_once["due_at"].to_list() == [NOON, NOON, NOON]
    assert spread["due_at"].to_list() == [NOON + timedelta(microseconds=us) for us in (0, 514_285_714, 1_028_571_428)]
