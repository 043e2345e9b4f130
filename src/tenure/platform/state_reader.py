"""Read the state in processes that run without Django: the front has its own few lines of SQL."""

import sqlite3
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

from tenure.kernel.errors import Unavailable

_BUSY_SECONDS: Final = 2.0
_CONNECT_SECONDS: Final = 3

Rows = list[tuple[Any, ...]]


class StateReader(Protocol):
    """Reads the state. Belongs to the thread that uses it first; raises Unavailable when nothing answers."""

    def read(self, sql: str) -> Rows:
        """Return all rows of a query."""

    def close(self) -> None:
        """Let go of the database; the next read opens it anew."""


def open_reader(state: Path, database_url: str | None) -> StateReader:
    """Return a reader of PostgreSQL when there is an address, or else of the file of the state."""
    return _PostgresReader(database_url) if database_url else _SqliteReader(state)


class _SqliteReader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: sqlite3.Connection | None = None

    def read(self, sql: str) -> Rows:
        try:
            self._opened = self._opened or self._open()
            return self._opened.execute(sql).fetchall()
        except sqlite3.Error as error:
            self.close()
            raise Unavailable(f"The state cannot be read: {error}.") from error

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _open(self) -> sqlite3.Connection:
        # Not `mode=ro`: to read a file in WAL mode that nobody else has open, SQLite must write beside it.
        uri = f"{self._path.absolute().as_uri()}?mode=rw"
        connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
        connection.execute("PRAGMA query_only = ON")
        return connection


class _PostgresReader:
    def __init__(self, url: str) -> None:
        self._url = url
        # Only who uses PostgreSQL has its client installed.
        self._psycopg = import_module("psycopg")
        self._opened: Any = None

    def read(self, sql: str) -> Rows:
        try:
            self._opened = self._opened or self._psycopg.connect(
                self._url,
                autocommit=True,
                connect_timeout=_CONNECT_SECONDS,
                tcp_user_timeout=_CONNECT_SECONDS * 1000,
            )
            rows: Rows = self._opened.execute(sql).fetchall()
        except self._psycopg.Error as error:
            self.close()
            raise Unavailable(f"The state cannot be read: {error}".strip()) from error
        return rows

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None
