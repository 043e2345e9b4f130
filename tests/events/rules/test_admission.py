from datetime import UTC, datetime

import msgspec
import polars as pl
import pytest
import zstandard

from tenure.events.rules.admission import admitted
from tenure.events.rules.bodies import Opened, opened
from tenure.events.rules.rows import INSTANT
from tenure.kernel import json

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def body(*names: str, refused: tuple[int, ...] = (), historical: bool = False, **fields: object) -> bytes:
    usual = {"kind": "track", "user_id": "u", "properties": {"plan": "pro"}, "timestamp": "2026-03-01T12:00:00.000000Z"}
    events = [usual | {"message_id": f"m{place}", "name": name} | fields for place, name in enumerate(names)]
    letters = [{"index": index, "code": "bad", "field": None, "message": "Bad.", "payload": "{}"} for index in refused]
    return zstandard.compress(msgspec.json.encode({"events": events, "refused": letters, "historical": historical}))


def found(*bodies: bytes, is_browser: bool = False, subscriptions_from: str = "events") -> Opened:
    requests = pl.DataFrame(
        [(is_browser, subscriptions_from, NOON)] * len(bodies),
        schema={"is_browser": pl.Boolean(), "subscriptions_from": pl.String(), "received_at": INSTANT},
        orient="row",
    )
    return admitted(requests, opened(bodies))


def names(opening: Opened) -> list[str]:
    return opening.events["name"].to_list()


def test_a_server_may_tell_of_subscriptions_where_they_come_from_events():
    opening = found(body("subscription_started", "invoice_paid", "signed_up"))

    assert names(opening) == ["subscription_started", "invoice_paid", "signed_up"]
    assert opening.refused.is_empty()


@pytest.mark.parametrize("source", ["tenure", "stripe"])
def test_it_may_not_where_they_come_from_elsewhere(source):
    opening = found(body("subscription_started", "signed_up"), subscriptions_from=source)

    assert names(opening) == ["signed_up"]
    assert opening.refused.select("request", "index", "code", "field", "message").rows() == [
        (
            0,
            0,
            "reserved_name",
            "event",
            f"Subscriptions of this workspace come from {source}: set its subscriptions_from to events to send this.",
        )
    ]


def test_an_import_may_bring_the_subscriptions_of_the_past():
    opening = found(body("subscription_started", "message_sent", historical=True), subscriptions_from="stripe")

    assert names(opening) == ["subscription_started"]


def test_a_browser_may_tell_of_nothing_built_in():
    opening = found(body("invoice_paid", "message_sent", "signed_up"), is_browser=True)

    assert names(opening) == ["signed_up"]
    assert set(opening.refused["message"]) == {"Only Tenure may tell of this event: give yours another name."}


def test_a_server_may_not_tell_what_tenure_does():
    assert names(found(body("message_sent", "segment_entered"))) == []


def test_only_a_track_has_a_built_in_name():
    assert names(found(body("message_sent", kind="page"))) == ["message_sent"]


def test_a_letter_says_where_the_event_stood_among_accepted_and_refused():
    opening = found(
        body("signed_up"), body("signed_up", "message_sent", "signed_up", "message_sent", refused=(0, 2, 5))
    )

    letters = opening.refused.filter(code="reserved_name")
    assert letters.select("request", "index").rows() == [(1, 3), (1, 6)]
    assert opening.events.select("request", "message_id").rows() == [(0, "m0"), (1, "m0"), (1, "m2")]


def test_a_letter_holds_the_event_as_its_sender_would_spell_it():
    (payload,) = found(body("message_sent")).refused["payload"]

    assert json.decode(payload) == {
        "type": "track",
        "messageId": "m0",
        "event": "message_sent",
        "userId": "u",
        "timestamp": "2026-03-01T12:00:00Z",
        "properties": {"plan": "pro"},
        "context": {},
    }


def test_a_long_letter_is_cut():
    (payload,) = found(body("message_sent", properties={"text": "é" * 4_000})).refused["payload"]

    assert 4_090 < len(payload.encode()) <= 4_096


@pytest.mark.parametrize(
    ("timestamp", "is_taken"), [("2026-03-02T12:00:00.000000Z", True), ("2026-03-02T12:00:00.000001Z", False)]
)
def test_an_event_may_be_a_day_ahead_of_its_workspace(timestamp, is_taken):
    opening = found(body("signed_up", timestamp=timestamp))

    assert names(opening) == (["signed_up"] if is_taken else [])
    letters = opening.refused.select("index", "code", "field", "message").rows()
    remedy = "Send events that happened: this one is more than 24 hours ahead."
    assert letters == ([] if is_taken else [(0, "too_far_ahead", "timestamp", remedy)])


def test_by_its_own_clock_a_client_may_live_in_another_year():
    in_2030 = {"timestamp": "2030-01-01T00:00:00.000000Z", "sent_at": "2030-01-01T00:01:00.000000Z"}

    assert names(found(body("signed_up", **in_2030))) == ["signed_up"]


def test_a_built_in_event_whose_property_is_of_another_type_is_a_letter():
    opening = found(body("signed_up"), body("signed_up", "invoice_paid", properties={"amount_minor": "19.99"}))

    assert names(opening) == ["signed_up", "signed_up"]
    assert opening.refused.select("request", "index", "code", "field", "message").rows() == [
        (
            1,
            1,
            "bad_property",
            "properties.amount_minor",
            "Expected a whole number, got a text: send it as in 1999, or leave it out.",
        )
    ]


def test_history_too_is_held_to_what_is_declared():
    opening = found(body("invoice_paid", historical=True, properties={"currency": 978}))

    assert (names(opening), opening.refused["field"].to_list()) == ([], ["properties.currency"])
