"""Each kind of entry tells which event of the stream to listen for."""

import pytest

from tenure.journeys.rules.codec import from_data, to_data
from tenure.kernel.errors import BadInput
from tests.journeys.kinds import KINDS


def spelled(entry, **more):
    nodes = [{"id": "done", "end": {}}]
    return from_data({"key": "it-s", "name": "A", "entry": entry, "nodes": nodes, **more}, node_types=KINDS)


@pytest.mark.parametrize(
    ("entry", "event", "where"),
    [
        ({"event": "signed_up"}, "signed_up", None),
        ({"event": "cart", "where": "total > 0"}, "cart", "total > 0"),
        ({"segment": "trial_users"}, "segment_entered", "segment = 'trial_users'"),
        ({"stage": "at_risk"}, "stage_changed", "stage = 'at_risk'"),
        (
            {"date": {"trait": "renews_at", "offset_days": -14, "at": "09:00"}},
            "segment_entered",
            "segment = 'journey.it-s'",
        ),
        ({"api": True}, "journey_requested", "journey = 'it-s'"),
    ],
)
def test_an_entry_is_an_event_with_a_condition(entry, event, where):
    journey = spelled(entry)

    assert (journey.entrance().event, journey.entrance().where) == (event, where)
    assert journey.entry.event == event
    assert to_data(journey)["entry"] == entry


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({}, "entry"),
        ({"event": "a", "segment": "b"}, "entry"),
        ({"segment": "b", "where": "x = 1"}, "entry.where"),
        ({"api": False}, "entry.api"),
        ({"date": {}}, "entry.date.trait"),
        ({"date": {"trait": "x", "at": "9:00"}}, "entry.date.at"),
        ({"date": {"trait": "x", "offset_days": 10_000}}, "entry.date.offset_days"),
        ({"event": "a", "key": "cart_id"}, "reentry"),
    ],
)
def test_what_is_no_entry_is_named(entry, field):
    with pytest.raises(BadInput) as caught:
        spelled(entry)

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reentry": "per_key"}, "entry.key"),
        ({"reentry": {"every_days": 0}}, "reentry.every_days"),
        ({"required": True}, "holdout_reason"),
        ({"required": True, "holdout": 0.1, "holdout_reason": "receipt"}, "holdout"),
        ({"priority": 101}, "priority"),
        ({"randomize_by": "household"}, "randomize_by"),
        ({"exit": []}, "exit"),
        ({"goal": {"event": "x", "within_days": 0}}, "goal.within_days"),
    ],
)
def test_what_does_not_go_together_is_named(more, field):
    with pytest.raises(BadInput) as caught:
        spelled({"event": "a"}, **more)

    assert caught.value.field == field


def test_what_law_requires_everyone_gets():
    assert spelled({"event": "a"}, required=True, holdout_reason="receipt").holdout == 0.0


def test_runs_can_be_told_apart_by_a_property():
    journey = spelled({"event": "cart", "key": "cart_id"}, reentry="per_key")

    assert (journey.entry.key, journey.reentry) == ("cart_id", "per_key")
