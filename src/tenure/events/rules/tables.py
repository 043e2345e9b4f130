"""Say how the stream looks in files that leave the house."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
import polars as pl

from tenure.events.rules.cells import safe_cells
from tenure.events.rules.rows import SCHEMA
from tenure.kernel import json
from tenure.kernel.json import JsonObject

# What an import reads again, and the public id of the customer.
COLUMNS: Final = (
    "message_id",
    "kind",
    "name",
    "user_id",
    "anonymous_id",
    "account_id",
    "occurred_at",
    "received_at",
    "source",
    "historical",
    "properties",
    "context",
)
EVENTS: Final = pl.Schema({"customer": pl.String(), **{name: SCHEMA[name] for name in COLUMNS}})
_JSON: Final = ("properties", "context", "traits", "segments")


def event_line(row: Mapping[str, object]) -> JsonObject:
    """Return a row of the stream as JSON."""
    return {name: json.decode(json.encode(_plain(name, row[name]))) for name in COLUMNS}


def lines(table: pl.DataFrame) -> bytes:
    """Return a table as lines of JSON."""
    # A loop over rows: what is JSON in them goes out as it came in, without being read.
    told = ({name: _plain(name, value) for name, value in row.items()} for row in table.iter_rows(named=True))
    return b"".join(json.encode(line) + b"\n" for line in told)


def spreadsheet(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table whose cells no spreadsheet takes for formulas, with instants as ISO 8601."""
    texts = [safe_cells(name) for name, kind in table.schema.items() if kind == pl.String]
    instants = [
        pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
        for name, kind in table.schema.items()
        if isinstance(kind, pl.Datetime)
    ]
    return table.with_columns(*texts, *instants)


def _plain(name: str, value: object) -> object:
    if name in _JSON and isinstance(value, str):
        return msgspec.Raw(value.encode())
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
