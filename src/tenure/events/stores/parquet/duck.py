"""Open Parquet files as a table of DuckDB, which lives in memory and never writes anything that lasts."""

import threading
from collections.abc import Sequence
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from tenure.events.rules.rows import SCHEMA
from tenure.kernel import json

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend
    from ibis.expr.types import Table

_TYPES: Final[dict[type[pl.DataType], str]] = {
    pl.Int64: "int64",
    pl.Int32: "int32",
    pl.Boolean: "boolean",
    pl.String: "string",
    pl.Datetime: "timestamp('UTC', 6)",
}

VIEWS: Final = 64

_held = threading.local()


def table(paths: Sequence[Path]) -> "Table":
    """Return the rows of some files, in no order, with the columns of `SCHEMA`; what a file lacks is null."""
    # Slow to import, and most processes never ask.
    ibis = import_module("ibis")
    if not paths:
        return cast("Table", ibis.memtable(pl.DataFrame(schema=SCHEMA).to_arrow()))
    found = _view([str(path) for path in paths])
    columns = {
        name: found[name].cast(_TYPES[type(kind)]) if name in found.columns else ibis.null(_TYPES[type(kind)])
        for name, kind in SCHEMA.items()
    }
    return found.select(**columns)


def _view(paths: list[str]) -> "Table":
    """Return some files as a view; the oldest views go, because files change with every flush."""
    opened, views = _duck()
    name = f"stream_{blake2b(json.encode(paths), digest_size=8).hexdigest()}"
    if name in views:
        views.remove(name)
    elif len(views) == VIEWS:
        opened.drop_view(views.pop(0), force=True)
    views.append(name)
    return opened.read_parquet(paths, table_name=name, union_by_name=True)


def _duck() -> tuple["Backend", list[str]]:
    """Return this thread's own DuckDB, which looks for nothing on the network, and its views, newest last."""
    if not hasattr(_held, "duck"):
        opened = import_module("ibis").duckdb.connect(autoinstall_known_extensions=False)
        opened.raw_sql("SET TimeZone = 'UTC'")
        _held.duck = (opened, [])
    return cast("tuple[Backend, list[str]]", _held.duck)
