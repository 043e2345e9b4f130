"""Who enters, by which events."""

from datetime import timedelta

import polars as pl
import pytest

from tenure.journeys.rules import entries
from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entrances import ApiEntry, EventEntry, EveryDays, SegmentEntry
from tenure.kernel.ids import stable_hash
from tests.journeys.toys import NOON, Stop, facts, journey, node

ROW = {
    "seq": 2,
    "position": 0,
    "kind": "track",
    "name": "signed_up",
    "customer_id": 1,
    "historical": False,
    "occurred_at": NOON,
    "received_at": NOON,
    "properties": "{}",
}
ROWS = {**entries.ACTS, "kind": pl.String, "name": pl.String, "historical": pl.Boolean}
del ROWS["event"]


def stream(*changes):
    return pl.LazyFrame([{**ROW, "position": at, **change} for at, change in enumerate(changes)], schema=ROWS)


def opening(journey_id=10, *, seq=1, since=NOON, **more):
    made = journey(node("done", Stop()), key=f"j{journey_id}", **more)
    return entries.Opening(journey_id, Version(journey_id + 10, 1, made), seq, since, seq)


def entering(events, *openings, known=()):
    acts = entries.acts(events, entries.entry_events(openings))
    found = entries.entries(acts, openings, facts=facts(known, known={"plan": "text"}), now=NOON)
    return found.select("journey_id", "version_id", "customer_id", "entry_key").rows()


def test_everybody_who_did_it_wants_in_in_the_order_of_their_events():
    assert entering(stream({"customer_id": 2}, {}), opening()) == [(10, 20, 2, ""), (10, 20, 1, "")]


def test_one_event_leads_into_every_journey_that_asks_for_it_the_higher_priority_first():
    both = opening(10), opening(11, priority=90), opening(12, entry=EventEntry("left"))

    assert entering(stream({}), *both) == [(11, 21, 1, ""), (10, 20, 1, "")]


def test_what_was_before_the_activation_lets_nobody_in():
    events = stream({"seq": 1}, {"received_at": NOON - timedelta(microseconds=1)})

    assert entering(events, opening()) == []


def test_history_and_events_of_nobody_let_nobody_in():
    events = stream({"historical": True}, {"kind": "page"}, {"customer_id": None}, {"name": "left"}, {"name": None})

    assert entering(events, opening()) == []


@pytest.mark.parametrize("event", ["page_viewed", "page:Pricing"])
def test_a_visit_of_a_page_is_an_event(event):
    visits = stream({"kind": "page", "name": "Pricing"}, {"kind": "screen", "name": "Pricing"}, {"kind": "page"})

    found = entering(visits, opening(entry=EventEntry(event)))

    assert len(found) == (2 if event == "page_viewed" else 1)


def test_a_condition_speaks_of_the_event_and_of_the_customer():
    events = stream(
        {"properties": '{"total":5}'},
        {"properties": '{"total":50}'},
        {"properties": '{"total":50}', "customer_id": 2},
    )
    choosy = opening(entry=EventEntry("signed_up", "total > 9 AND customer.plan = 'pro'"))

    found = entering(events, choosy, known=[{"customer_id": 1, "plan": "pro"}, {"customer_id": 2, "plan": "free"}])

    assert found == [(10, 20, 1, "")]


def test_a_key_tells_runs_apart_and_who_has_none_stays_out():
    events = stream(
        {"properties": '{"cart":"a\\"b"}'},
        {"properties": '{"cart":7}'},
        {"properties": "{}"},
        {"properties": '{"cart":""}'},
        {"properties": '{"cart":"' + "x" * 201 + '"}'},
    )

    found = entering(events, opening(entry=EventEntry("signed_up", key="cart"), reentry="per_key"))

    assert [row[3] for row in found] == ['a"b', "7", f"hash:{stable_hash('x' * 201)}"]


def test_who_may_enter_again_is_told_apart_by_the_event():
    assert entering(stream({}, {}), opening(reentry="after_exit"))[1][3] == "2:1"
    assert entering(stream({}), opening(reentry=EveryDays(3)))[0][3] == "2:0"


def test_other_entries_are_events_that_tenure_tells_of():
    events = stream(
        {"name": "segment_entered", "properties": '{"segment":"trial"}'},
        {"name": "segment_entered", "properties": '{"segment":"other"}', "customer_id": 2},
        {"name": "journey_requested", "properties": '{"journey":"j11","key":null,"data":"{\\"a\\":1}"}'},
    )
    openings = opening(entry=SegmentEntry("trial")), opening(11, entry=ApiEntry())
    acts = entries.acts(events, entries.entry_events(openings))

    found = entries.entries(acts, openings, facts=facts(), now=NOON)

    assert found.select("journey_id", "customer_id", "entry").rows() == [
        (10, 1, '{"segment":"trial"}'),
        (11, 1, '{"a":1}'),
    ]


def test_without_a_rate_all_are_admitted_at_once_and_with_one_they_are_spread_exactly():
    customers = pl.DataFrame({"customer_id": [1, 2, 3]})

    at_once = entries.admitted(customers, rate_per_hour=None, now=NOON)
    spread = entries.admitted(customers, rate_per_hour=7, now=NOON)

    assert at_once["due_at"].to_list() == [NOON, NOON, NOON]
    assert spread["due_at"].to_list() == [NOON + timedelta(microseconds=us) for us in (0, 514_285_714, 1_028_571_428)]
