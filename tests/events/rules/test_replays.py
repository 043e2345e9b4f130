from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import zstandard

from tenure.events.rules.bodies import opened
from tenure.events.rules.dead_letters import DeadLetter
from tenure.events.rules.refusals import Refusal
from tenure.events.rules.replays import replayed
from tenure.events.rules.reserved import RESERVED
from tenure.events.rules.storing import Terms
from tenure.kernel import json

CAME = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = CAME + timedelta(days=3)
TERMS = Terms(kind=None, reserved=RESERVED, mint=lambda: "minted", seal=lambda card: "card-1")
EVENT = {"type": "track", "event": "signed_up", "userId": "ann"}


def found(payload: object, event: dict[str, object] | None = None):
    text = payload if isinstance(payload, str) else json.encode_text(payload)
    letter = DeadLetter(7, CAME, "website", 0, "bad", None, "Bad.", text, is_browser=True)
    return replayed(letter, event, TERMS, now=NOW)


def row(payload: object, event: dict[str, object] | None = None) -> dict[str, object]:
    (only,) = opened([zstandard.compress(found(payload, event))]).events.rows(named=True)
    return only


def test_an_event_without_a_time_happened_when_its_letter_came():
    assert (row(EVENT)["timestamp"], row(EVENT)["sent_at"], row(EVENT)["message_id"]) == (CAME, None, "minted")


def test_a_clock_that_was_wrong_is_corrected_by_when_the_letter_came():
    said = EVENT | {"timestamp": "2020-01-01T00:00:00Z", "sentAt": "2020-01-01T00:05:00Z", "messageId": "m"}

    assert row(said) == row(EVENT) | {"timestamp": CAME - timedelta(minutes=5), "message_id": "m"}


def test_a_time_of_the_workspace_stays():
    assert row(EVENT | {"timestamp": "2026-02-01T00:00:00Z"})["timestamp"] == datetime(2026, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"event": "x"}, "track"),
        ({"traits": {"plan": "pro"}}, "identify"),
        ({"groupId": "g", "traits": {}}, "group"),
        ({"previousId": "before"}, "alias"),
        ({"type": "page", "event": "x"}, "page"),
    ],
)
def test_what_a_letter_of_a_single_event_is_tells_what_it_has(fields, kind):
    assert row({"userId": "ann"} | fields)["kind"] == kind
    assert row("?", {"userId": "ann"} | fields)["kind"] == kind


def test_what_cannot_be_told_is_asked():
    assert found({"userId": "ann"}).field == "type"
    assert found({"userId": "ann"}, {}).field == "type"


def test_properties_and_context_stay_as_they_are():
    said = row(EVENT | {"properties": {"n": 9_007_199_254_740_993}, "context": {"ip": "192.0.2.1"}})

    assert (said["properties"], said["context"]) == ('{"n":9007199254740993}', '{"ip":"192.0.2.1"}')


def test_what_decoding_would_hide_is_refused_again():
    refusal = found('{"event":"x","userId":"ann","properties":{"a":1,"a":2}}')

    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == ("duplicate_key", "properties.a")


def test_a_letter_that_was_cut_asks_for_the_whole_event():
    refusal = found(json.encode_text(EVENT | {"properties": {"text": "x" * 5_000}})[:4_096])

    assert refusal.message.startswith("Only the first 4 KB of what was sent are kept")


def test_a_letter_says_that_it_was_masked_and_a_corrected_event_is_told_only_what_is_wrong():
    nameless = {"type": "track", "userId": "ann"}

    assert "with card numbers masked" in found(nameless).message
    assert found("?", nameless).message == "Say what happened: give the event a name."


def test_a_letter_that_is_no_event_is_refused():
    assert found("[1]").code == "bad_type"
    assert found('{"a": ').code == "invalid_json"


def test_a_letter_about_a_declared_property_is_sent_again_corrected():
    paid = EVENT | {"event": "invoice_paid", "properties": {"amount_minor": "1999"}}
    terms = replace(TERMS, reserved=frozenset())
    letter = DeadLetter(7, CAME, "server", 0, "bad_property", None, "Bad.", json.encode_text(paid), is_browser=False)

    again = replayed(letter, None, terms, now=NOW)
    corrected = replayed(letter, paid | {"properties": {"amount_minor": 1999}}, terms, now=NOW)

    assert (again.code, again.field) == ("bad_property", "properties.amount_minor")
    assert opened([zstandard.compress(corrected)]).events["properties"].to_list() == ['{"amount_minor":1999}']
