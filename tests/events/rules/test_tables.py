from datetime import UTC, datetime

import polars as pl

from tenure.events.rules.rows import SCHEMA
from tenure.events.rules.tables import COLUMNS, EVENTS, event_line, lines, spreadsheet

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROW = dict.fromkeys(SCHEMA) | {
    "message_id": "m1",
    "kind": "track",
    "occurred_at": AT,
    "received_at": AT,
    "historical": False,
    "properties": '{"note":"=1+1"}',
    "context": "{}",
}


def test_an_event_is_json_all_the_way_down():
    line = event_line(ROW)

    assert tuple(line) == COLUMNS
    assert (line["message_id"], line["occurred_at"], line["properties"], line["name"]) == (
        "m1",
        "2026-03-01T12:00:00Z",
        {"note": "=1+1"},
        None,
    )


def test_a_table_is_lines_in_which_json_stays_as_it_came():
    table = pl.DataFrame([ROW | {"customer": "cus_1"}], schema=dict(SCHEMA) | {"customer": pl.String()})

    (line,) = lines(table.select("customer", "occurred_at", "properties")).splitlines()

    assert line == b'{"customer":"cus_1","occurred_at":"2026-03-01T12:00:00Z","properties":{"note":"=1+1"}}'


def test_a_spreadsheet_has_no_formulas_and_says_its_times():
    table = pl.DataFrame({"name": ["=1+1", "plain"], "at": [AT, None], "count": [-1, 2]})

    assert spreadsheet(table).rows() == [("'=1+1", "2026-03-01T12:00:00.000000Z", -1), ("plain", None, 2)]


def test_the_columns_of_an_export_begin_with_the_customer():
    assert EVENTS.names() == ["customer", *COLUMNS]
