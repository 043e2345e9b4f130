from datetime import UTC, datetime, timedelta

import msgspec
import polars as pl
import zstandard

from tenure.events.rules import flushes
from tenure.events.rules.bodies import opened
from tenure.events.rules.rows import INSTANT, SCHEMA

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RECORDED = {
    "id": pl.Int64(),
    "workspace_id": pl.Int64(),
    "customer_id": pl.Int64(),
    "name": pl.String(),
    "occurred_at": INSTANT,
    "properties": pl.String(),
    "message_id": pl.String(),
}


def requests(*rows: tuple[int, str]) -> pl.DataFrame:
    table = [
        (workspace_id, source, False, NOON, f"key{place}", "events")
        for place, (workspace_id, source) in enumerate(rows)
    ]
    return pl.DataFrame(table, schema=flushes.REQUESTS, orient="row")


def body(*message_ids: str, refused: tuple[str, ...] = ()) -> bytes:
    events = [{"kind": "track", "message_id": message_id, "name": "n", "user_id": "u"} for message_id in message_ids]
    letters = [
        {"index": index, "code": "bad", "field": field, "message": "Bad.", "payload": "{}"}
        for index, field in enumerate(refused)
    ]
    return zstandard.compress(msgspec.json.encode({"events": events, "refused": letters}))


def recorded(*rows: tuple[int, str]) -> pl.DataFrame:
    table = [(1, workspace_id, 9, "message_sent", NOON, "{}", message_id) for workspace_id, message_id in rows]
    return pl.DataFrame(table, schema=RECORDED, orient="row")


def clocks() -> pl.DataFrame:
    return pl.DataFrame(
        {"workspace_id": [1, 2], "now": [NOON, NOON + timedelta(days=2)]}, {"workspace_id": pl.Int64(), "now": INSTANT}
    )


def test_an_event_carries_workspace_source_and_arrival_of_its_request():
    rows = flushes.inbox_rows(requests((1, "web"), (2, "shop")), opened([body("a"), body("b", "c")]))

    assert rows.schema == flushes.ROWS
    assert rows.select("workspace_id", "source", "message_id", "received_at", "occurred_at").rows() == [
        (1, "web", "a", NOON, NOON),
        (2, "shop", "b", NOON, NOON),
        (2, "shop", "c", NOON, NOON),
    ]


def test_what_a_room_recorded_has_its_customer_and_the_source_tenure():
    rows = flushes.recorded_rows(recorded((1, "a"), (2, "b")), clocks())

    assert rows.schema == flushes.ROWS
    assert rows.select("kind", "source", "customer_id", "received_at", "occurred_at", "historical").rows() == [
        ("track", "tenure", 9, NOON, NOON, False),
        ("track", "tenure", 9, NOON + timedelta(days=2), NOON, True),
    ]


def test_what_was_recorded_for_a_workspace_that_is_gone_is_dropped():
    assert flushes.recorded_rows(recorded((7, "a")), clocks()).is_empty()


def test_repeats_in_one_flush_are_dropped_within_their_workspace():
    rows = flushes.inbox_rows(
        requests((1, "web"), (1, "web"), (2, "web")), opened([body("a", "a"), body("b", "a"), body("a")])
    )

    assert flushes.first_of_each(rows).select("workspace_id", "message_id").rows() == [(1, "a"), (1, "b"), (2, "a")]


def test_no_client_can_take_the_id_of_a_fact_that_tenure_records():
    sent = flushes.inbox_rows(requests((1, "web")), opened([body("message_sent:msg_1")]))
    own = flushes.recorded_rows(recorded((1, "message_sent:msg_1")), clocks())

    assert flushes.first_of_each(pl.concat([sent, own])).height == 2


def test_dead_letters_are_named_by_their_request_and_place():
    letters = flushes.dead_letters(requests((1, "web"), (2, "shop")), opened([body(), body(refused=("name", "x"))]))

    assert letters.select("workspace_id", "source", "key", "index", "field").rows() == [
        (2, "shop", "key1:0", 0, "name"),
        (2, "shop", "key1:1", 1, "x"),
    ]


def test_dead_letters_can_be_stored_by_every_database():
    letters = flushes.dead_letters(requests((1, "web")), opened([body(refused=("a\0b",))]))

    assert letters["field"].to_list() == ["a\\u0000b"]


def test_a_flush_is_numbered_in_order_of_arrival():
    rows = flushes.first_of_each(flushes.inbox_rows(requests((1, "web")), opened([body("a", "b", "a", "c")])))

    flush = flushes.numbered(rows, seq=41)

    assert flush.schema == SCHEMA
    assert flush.select("seq", "position", "message_id").rows() == [(41, 0, "a"), (41, 1, "b"), (41, 2, "c")]
