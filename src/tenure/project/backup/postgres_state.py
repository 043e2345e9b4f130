"""Copy all tables of PostgreSQL as of one instant, and put them back, without any tool of the server."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json
from tenure.project.backup.sqlite_state import Files

FOLDER: Final = "tables"
_TABLES: Final = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES: Final = "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"
_BLOCK: Final = 1 << 20


def take(url: str, into: Path, *, link: Callable[[Files], bool]) -> dict[str, Json] | None:
    """Copy every table; `link` holds on to the stream as the state knows it. None when that failed."""
    with _connected(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        files = connection.execute("SELECT workspace_id, path, retired_at IS NOT NULL FROM events_manifest").fetchall()
        if not link(files):
            return None
        tables = dict(connection.execute(_TABLES).fetchall())
        for table, columns in tables.items():
            _copy_out(connection, table, columns, into / FOLDER / f"{table}.copy")
        # No transaction holds sequences back: they are as far as the rows, or farther.
        sequences = {name: _position(connection, name) for (name,) in connection.execute(_SEQUENCES).fetchall()}
    return {"database": "postgresql", "tables": tables, "sequences": sequences}


def put(url: str, files: Path, contents: Mapping[str, Any]) -> None:
    """Fill the tables of a database, which are there and empty of workspaces, in one transaction."""
    with _connected(url) as connection:
        # Foreign keys are checked at the end of the transaction, so the order of tables is free.
        for table, columns in contents["tables"].items():
            # Making tables fills a few of them; where nothing may ever be deleted, nothing is.
            if connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone():
                connection.execute(f'DELETE FROM "{table}"')
            _copy_in(connection, table, columns, files / FOLDER / f"{table}.copy")
        for name, (value, is_called) in contents["sequences"].items():
            connection.execute("SELECT setval(%s::regclass, %s, %s)", (f'"{name}"', value, is_called))


def refuse_used(url: str) -> None:
    """Raise BadInput when the database has a workspace already."""
    with _connected(url) as connection:
        (exists,) = connection.execute("SELECT to_regclass('platform_workspace') IS NOT NULL").fetchone()
        if exists and connection.execute("SELECT 1 FROM platform_workspace LIMIT 1").fetchone():
            raise BadInput("The database has workspaces already; restore into an empty one.", field="database_url")


def _copy_out(connection: Any, table: str, columns: list[str], path: Path) -> None:  # noqa: ANN401 - psycopg is an extra
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("wb") as file, connection.cursor().copy(f'COPY "{table}" ({_names(columns)}) TO STDOUT') as copy:
        for block in copy:
            file.write(block)


def _copy_in(connection: Any, table: str, columns: list[str], path: Path) -> None:  # noqa: ANN401 - psycopg is an extra
    with path.open("rb") as file, connection.cursor().copy(f'COPY "{table}" ({_names(columns)}) FROM STDIN') as copy:
        while block := file.read(_BLOCK):
            copy.write(block)


def _position(connection: Any, sequence: str) -> tuple[int, bool]:  # noqa: ANN401 - psycopg is an extra
    position: tuple[int, bool] = connection.execute(f'SELECT last_value, is_called FROM "{sequence}"').fetchone()
    return position


def _names(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _connected(url: str) -> Any:  # noqa: ANN401 - psycopg is an extra
    # Only who uses PostgreSQL has its client installed.
    return import_module("psycopg").connect(url)
