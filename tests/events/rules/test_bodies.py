import msgspec
import polars as pl
import zstandard

from tenure.events.rules.bodies import opened
from tenure.events.rules.rows import INSTANT

EVENT = {
    "kind": "track",
    "message_id": "m1",
    "name": "signed_up",
    "user_id": "u1",
    "anonymous_id": None,
    "account_id": None,
    "timestamp": "2026-03-01T11:59:58.250000Z",
    "sent_at": None,
    "properties": {"plan": "pro", "seats": 9_007_199_254_740_993},
    "context": {"ip": "192.0.2.1"},
}
REFUSAL = {"index": 3, "code": "too_deep", "field": "properties.a", "message": "Too deep.", "payload": "{}"}


def body(*events: dict[str, object], refused: tuple[dict[str, object], ...] = ()) -> bytes:
    return zstandard.compress(msgspec.json.encode({"events": events, "refused": refused}))


def test_each_event_is_a_row_that_knows_its_request():
    found = opened([body(EVENT, {**EVENT, "message_id": "m2"}), body(), body({**EVENT, "message_id": "m3"})])

    assert found.events.select("request", "message_id").rows() == [(0, "m1"), (0, "m2"), (2, "m3")]
    assert found.refused.is_empty()


def test_properties_and_context_stay_the_text_they_are():
    row = opened([body(EVENT)]).events.row(0, named=True)

    assert row["properties"] == '{"plan":"pro","seats":9007199254740993}'
    assert row["context"] == '{"ip":"192.0.2.1"}'


def test_times_are_instants_and_absent_ones_null():
    events = opened([body(EVENT)]).events

    assert events.schema["timestamp"] == events.schema["sent_at"] == INSTANT
    assert events["timestamp"].dt.strftime("%FT%T%.6f").to_list() == ["2026-03-01T11:59:58.250000"]
    assert events["sent_at"].to_list() == [None]


def test_whole_seconds_and_any_year_are_read():
    bodies = [body(EVENT | {"timestamp": text}) for text in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z")]

    assert opened(bodies).events["timestamp"].dt.year().to_list() == [1, 9999]


def test_fields_that_were_left_out_are_null_or_empty():
    row = opened([body({"kind": "identify", "message_id": "m"})]).events.row(0, named=True)

    assert row == dict.fromkeys(row) | {
        "request": 0,
        "kind": "identify",
        "message_id": "m",
        "historical": False,
        "properties": "{}",
        "context": "{}",
    }


def test_a_request_may_say_that_all_it_brings_is_history():
    told = zstandard.compress(msgspec.json.encode({"events": [EVENT, EVENT], "refused": [], "historical": True}))

    assert opened([body(EVENT), told]).events["historical"].to_list() == [False, True, True]


def test_refusals_keep_their_place_and_reason():
    found = opened([body(EVENT), body(EVENT, refused=(REFUSAL, {**REFUSAL, "index": 4, "field": None}))])

    assert found.refused.drop("message", "payload").rows() == [
        (3, "too_deep", "properties.a", 1),
        (4, "too_deep", None, 1),
    ]


def test_a_body_that_cannot_be_read_is_a_refusal_and_stops_no_other():
    found = opened([b"not zstd", body(EVENT), zstandard.compress(b'{"events":7}')])

    assert found.events["request"].to_list() == [1]
    assert found.refused.select("request", "index", "code", "payload").rows() == [
        (0, 0, "unreadable", ""),
        (2, 0, "unreadable", ""),
    ]


def test_no_bodies_are_empty_columns():
    found = opened([])

    assert found.events.schema["message_id"] == pl.String()
    assert (found.events.height, found.refused.height) == (0, 0)
