"""Write and read whole frames with one SQL statement, on SQLite and on PostgreSQL.

The rows travel as one JSON parameter, which both databases read into a table, so the number of
statements does not depend on the number of rows. (One array per column took PostgreSQL's driver
twice as long.) Instants are stored as Django stores them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import polars as pl
from django.db import connection

_TYPES: Mapping[type[pl.DataType], str] = {
    pl.Int64: "bigint",
    pl.Int32: "integer",
    pl.Float64: "double precision",
    pl.Boolean: "boolean",
    pl.String: "text",
    pl.Datetime: "timestamptz",
}


def insert_frame(
    table: str,
    frame: pl.DataFrame,
    *,
    ignore_conflicts: bool = False,
    returning: Mapping[str, pl.DataType] | None = None,
) -> pl.DataFrame:
    """Insert every row of a frame; return the named columns of the rows that were really inserted."""
    if frame.is_empty():
        return pl.DataFrame(schema=returning or {})
    names = ", ".join(_quoted(name) for name in frame.columns)
    source, params = _rows(frame)
    # SQLite cannot tell "ON CONFLICT" from a join constraint without a WHERE.
    sql = f"INSERT INTO {_quoted(table)} ({names}) SELECT {names} FROM {source} WHERE true"
    if ignore_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    if returning is None:
        execute(sql, params)
        return pl.DataFrame()
    return select_frame(f"{sql} RETURNING {', '.join(map(_quoted, returning))}", params, schema=returning)


def update_frame(table: str, frame: pl.DataFrame, *, key: str = "id") -> None:
    """Set the other columns of a frame in the rows that its key column names."""
    if frame.is_empty():
        return
    source, params = _rows(frame)
    sets = ", ".join(f"{_quoted(name)} = incoming.{_quoted(name)}" for name in frame.columns if name != key)
    target = _quoted(table)
    execute(f"UPDATE {target} SET {sets} FROM {source} WHERE {target}.{_quoted(key)} = incoming.{_quoted(key)}", params)


def select_frame(sql: str, params: Sequence[object], *, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return the rows of a query as a frame of the given schema, in the order of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_param(value) for value in params])
        rows = cursor.fetchall()
    if not rows:
        return pl.DataFrame(schema=dict(schema))
    if connection.vendor == "postgresql":
        return pl.DataFrame(rows, schema=dict(schema), orient="row")
    columns = zip(schema.items(), zip(*rows, strict=True), strict=True)
    return pl.DataFrame([_read(name, kind, values) for (name, kind), values in columns])


def among(column: str, values: Sequence[int] | Sequence[str]) -> tuple[str, list[object]]:
    """Return a condition "column is one of the values" with one parameter, however many values there are."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(values)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [msgspec.json.encode(list(values)).decode()]


def execute(sql: str, params: Sequence[object] = ()) -> int:
    """Execute one statement and return the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_param(value) for value in params])
        return int(cursor.rowcount)


def _rows(frame: pl.DataFrame) -> tuple[str, list[object]]:
    """Return the SQL of a table `incoming` that holds the frame, and its parameters."""
    if connection.vendor == "postgresql":
        columns = ", ".join(f"{_quoted(name)} {_TYPES[type(kind)]}" for name, kind in frame.schema.items())
        return f"json_to_recordset(%s::json) AS incoming({columns})", [frame.write_json()]
    stored = frame.with_columns(_written(name, kind) for name, kind in frame.schema.items())
    picks = ", ".join(f"value ->> {i} AS {_quoted(name)}" for i, name in enumerate(frame.columns))
    return f"(SELECT {picks} FROM json_each(%s)) AS incoming", [msgspec.json.encode(stored.rows()).decode()]


def _written(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        # Django writes no fraction for whole seconds; text that is compared must be spelled in one way.
        return column.dt.strftime("%Y-%m-%d %H:%M:%S%.6f").str.strip_suffix(".000000").alias(name)
    return column.cast(pl.Int64) if isinstance(kind, pl.Boolean) else column


def _read(name: str, kind: pl.DataType, values: Sequence[Any]) -> pl.Series:
    """Return a column of SQLite; Django turns instants into naive datetimes, but not those of expressions."""
    if not isinstance(kind, pl.Datetime):
        stored = pl.Int64() if isinstance(kind, pl.Boolean) else kind
        return pl.Series(name, values, dtype=stored, strict=False).cast(kind)
    instants = [datetime.fromisoformat(value) if isinstance(value, str) else value for value in values]
    return pl.Series(name, instants, dtype=pl.Datetime("us")).dt.replace_time_zone("UTC")


def _param(value: object) -> Any:  # noqa: ANN401 - a database driver takes what it takes
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _quoted(name: str) -> str:
    return f'"{name}"'
