"""Write and read whole frames with one SQL statement, on SQLite and on PostgreSQL.

The rows travel as a table `incoming`, so the number of statements does not depend on the number of rows; columns
that say the same in every row travel once. To SQLite the table is a list of values: JSON, which it parses anew for
each column of each row, took twice as long, and a statement for each row three times. To PostgreSQL it is JSON: arrays
took its driver three times as long, and COPY into a table of its own no less in all. Instants are stored as Django
stores them.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, Final

import msgspec
import polars as pl
from django.db import connection, transaction

_TYPES: Mapping[type[pl.DataType], str] = {
    pl.Int64: "bigint",
    pl.Int32: "integer",
    pl.Float64: "double precision",
    pl.Boolean: "boolean",
    pl.String: "text",
    pl.Datetime: "timestamptz",
}
# How many rows a list of values has room for. They are few, so that SQLite knows most statements already. Within a
# transaction a long one is repeated rather than made longer: Django reads through each statement.
_ROOMS: Final = (1, 4, 16, 64, 256)
_LONG_ROOMS: Final = (1_024, 4_096)
_MOST_VALUES: Final = 32_000  # what SQLite takes with one statement, and a little less
_FEW: Final = 16  # so many rows are not worth looking for what is the same in all of them


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A frame as the table `incoming`: how to say its columns, the SQL of it, and parameters for each repetition."""

    columns: Mapping[str, str]
    source: str
    params: Sequence[Sequence[Any]]

    def execute(self, sql: str) -> int:
        """Execute a statement for all rows; return how many rows it touched."""
        with _whole(len(self.params)), connection.cursor() as cursor:
            if len(self.params) == 1:
                cursor.execute(sql, self.params[0])
            else:
                cursor.executemany(sql, self.params)
            return int(cursor.rowcount)


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
    incoming = _incoming(frame)
    names, said = ", ".join(map(_quoted, incoming.columns)), ", ".join(incoming.columns.values())
    # SQLite cannot tell "ON CONFLICT" from a join constraint without a WHERE.
    sql = f"INSERT INTO {_quoted(table)} ({names}) SELECT {said} FROM {incoming.source} WHERE true"
    if ignore_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    if returning is None:
        incoming.execute(sql)
        return pl.DataFrame()
    if connection.vendor == "postgresql":
        return select_frame(
            f"{sql} RETURNING {', '.join(map(_quoted, returning))}", incoming.params[0], schema=returning
        )
    with _whole(2):
        return _inserted(table, frame, returning, lambda: incoming.execute(sql))


def update_frame(table: str, frame: pl.DataFrame, *, key: str = "id") -> None:
    """Set the other columns of a frame in the rows that its key column names."""
    if frame.is_empty():
        return
    incoming = _incoming(frame, key=key)
    sets = ", ".join(f"{_quoted(name)} = {said}" for name, said in incoming.columns.items() if name != key)
    target = _quoted(table)
    where = f"{target}.{_quoted(key)} = {incoming.columns[key]}"
    incoming.execute(f"UPDATE {target} SET {sets} FROM {incoming.source} WHERE {where}")


def select_frame(sql: str, params: Sequence[object], *, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return the rows of a query as a frame of the given schema, in the order of its columns."""
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite and sql.lstrip().startswith("SELECT") and any(kind == pl.Datetime for kind in schema.values()):
        sql = _undated(sql, len(schema))
    with connection.cursor() as cursor:
        cursor.execute(sql, [_param(value) for value in params])
        rows = cursor.fetchall()
    if not rows:
        return pl.DataFrame(schema=dict(schema))
    if not is_sqlite:
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


def _incoming(frame: pl.DataFrame, *, key: str | None = None) -> _Incoming:
    """Return a frame as a table; its key is never among what travels once."""
    once = _same_in_all_rows(frame, key=key)
    constants = [_param(value) for value in frame.select(once).row(0)] if once else []
    varying = frame.drop(once)
    names = {name: f"incoming.{_quoted(name)}" for name in varying.columns}
    if connection.vendor == "postgresql":
        said = {name: f"%s::{_TYPES[type(frame.schema[name])]}" for name in once}
        columns = ", ".join(f"{_quoted(name)} {_TYPES[type(kind)]}" for name, kind in varying.schema.items())
        source = f"json_to_recordset(%s::json) AS incoming({columns})"
        return _Incoming(said | names, source, [[*constants, varying.write_json()]])
    source, values = _listed(varying)
    return _Incoming(dict.fromkeys(once, "%s") | names, source, [[*constants, *part] for part in values])


def _same_in_all_rows(frame: pl.DataFrame, *, key: str | None) -> list[str]:
    if frame.height < _FEW:
        return []
    others = [name for name in frame.columns if name != key]
    same = frame.select(pl.col(others).eq_missing(pl.col(others).first()).all()).row(0)
    found = [name for name, is_same in zip(others, same, strict=True) if is_same]
    # A table has a column.
    return found if len(found) < frame.width else found[1:]


def _listed(frame: pl.DataFrame) -> tuple[str, list[list[object]]]:
    """Return the SQL of a list of values with room for some rows, and parameters for as many lists as it takes."""
    offered = _ROOMS if connection.in_atomic_block else _ROOMS + _LONG_ROOMS
    rooms = [each for each in offered if each * frame.width <= _MOST_VALUES]
    room = next((each for each in rooms if frame.height <= each), rooms[-1])
    row = f"({', '.join(['%s'] * frame.width)})"
    picks = ", ".join(f"column{number} AS {_quoted(name)}" for number, name in enumerate(frame.columns, 1))
    # What is left of the room is empty, and behind the limit.
    source = f"(SELECT {picks} FROM (VALUES {', '.join([row] * room)}) LIMIT %s) AS incoming"
    rows = frame.select(_written(name, kind) for name, kind in frame.schema.items()).rows()
    parts = [rows[start : start + room] for start in range(0, len(rows), room)]
    empty = [[None] * (frame.width * (room - len(part))) for part in parts]
    return source, [[*chain.from_iterable(part), *rest, len(part)] for part, rest in zip(parts, empty, strict=True)]


def _inserted(
    table: str, frame: pl.DataFrame, returning: Mapping[str, pl.DataType], insert: Callable[[], int]
) -> pl.DataFrame:
    """Insert a frame into a table of SQLite, which has one writer at a time, and return what is new there."""
    target = _quoted(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {target}")
        last = cursor.fetchone()[0] or 0
    if insert() == frame.height and returning.keys() <= set(frame.columns):
        return frame.select(returning.keys()).cast(pl.Schema(returning))
    new = f"SELECT {', '.join(map(_quoted, returning))} FROM {target} WHERE id > %s ORDER BY id"
    return select_frame(new, [last], schema=returning)


def _whole(statements: int) -> AbstractContextManager[None]:
    """Have several statements be one act; a single one is."""
    return transaction.atomic(savepoint=False) if statements > 1 else nullcontext()


def _undated(sql: str, width: int) -> str:
    """Return a query for expressions: Django has the driver turn every instant of a column into an object."""
    names = [f"c{number}" for number in range(width)]
    return f"WITH found({', '.join(names)}) AS ({sql}) SELECT +{', +'.join(names)} FROM found"


def _written(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        # Django writes no fraction for whole seconds; text that is compared must be spelled in one way.
        return column.dt.strftime("%Y-%m-%d %H:%M:%S%.6f").str.strip_suffix(".000000").alias(name)
    return column.cast(pl.Int64) if isinstance(kind, pl.Boolean) else column


def _read(name: str, kind: pl.DataType, values: Sequence[Any]) -> pl.Series:
    """Return a column of SQLite; instants are text, or naive objects where rows come back from a change."""
    if not isinstance(kind, pl.Datetime):
        stored = pl.Int64() if isinstance(kind, pl.Boolean) else kind
        return pl.Series(name, values, dtype=stored, strict=False).cast(kind)
    first = next((value for value in values if value is not None), None)
    if isinstance(first, datetime):
        instants = pl.Series(name, values, dtype=pl.Datetime("us"))
    else:
        instants = pl.Series(name, values, dtype=pl.String).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us")
    return instants.dt.replace_time_zone("UTC")


def _param(value: object) -> Any:  # noqa: ANN401 - a database driver takes what it takes
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _quoted(name: str) -> str:
    return f'"{name}"'
