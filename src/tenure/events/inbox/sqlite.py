"""Keep the inbox in its own SQLite file, so that tracking never waits for the state."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final

from tenure.events.inbox.base import InboxRow
from tenure.kernel.errors import Unavailable

# A write transaction sees all that was committed before it, and ids are given in that order: a claim is a range.
# AUTOINCREMENT remembers the highest number ever given, so that neither ids nor claims come twice.
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace_id INTEGER NOT NULL,
    source TEXT NOT NULL,
    is_browser INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS inbox_claim (
    claim INTEGER PRIMARY KEY AUTOINCREMENT,
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL
);
"""
_ROW: Final = "(?, ?, ?, ?, ?)"
_PARAMETERS: Final = 32_766  # of one statement
_ROWS: Final = _PARAMETERS // 5
_BUSY_SECONDS: Final = 5.0


class SqliteInbox:
    """An inbox in one SQLite file."""

    def __init__(self, path: Path) -> None:
        """Know the file; it is opened, and made when missing, by the first use."""
        self._path = path
        self._opened: sqlite3.Connection | None = None
        self._line: int | None = None

    def append(self, rows: Sequence[InboxRow]) -> None:
        """Store rows in one durable commit."""
        if 0 < len(rows) <= _ROWS:
            with self._in_turn() as connection:
                _insert(connection, rows)
            return
        with self._writing() as connection:
            for start in range(0, len(rows), _ROWS):
                _insert(connection, rows[start : start + _ROWS])

    def claim(self, limit: int) -> int | None:
        """Freeze the oldest rows that no claim has."""
        with self._writing() as connection:
            unfinished = connection.execute("SELECT claim FROM inbox_claim ORDER BY claim LIMIT 1").fetchone()
            if unfinished:
                return int(unfinished[0])
            first, last = connection.execute(
                "SELECT min(id), max(id) FROM (SELECT id FROM inbox ORDER BY id LIMIT ?)", (limit,)
            ).fetchone()
            if first is None:
                return None
            statement = "INSERT INTO inbox_claim (first_id, last_id) VALUES (?, ?) RETURNING claim"
            (claim,) = connection.execute(statement, (first, last)).fetchone()
            return int(claim)

    def rows(self, claim: int) -> list[InboxRow]:
        """Return the rows of a claim in the order of their arrival."""
        with self._connected() as connection:
            found = connection.execute(
                "SELECT workspace_id, source, is_browser, received_at, body, id FROM inbox, inbox_claim"
                " WHERE claim = ? AND id BETWEEN first_id AND last_id ORDER BY id",
                (claim,),
            )
            return [InboxRow(row[0], row[1], bool(row[2]), *row[3:]) for row in found]

    def delete(self, claim: int) -> None:
        """Forget a claim and exactly its rows."""
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM inbox WHERE id BETWEEN (SELECT first_id FROM inbox_claim WHERE claim = ?1)"
                " AND (SELECT last_id FROM inbox_claim WHERE claim = ?1)",
                (claim,),
            )
            connection.execute("DELETE FROM inbox_claim WHERE claim = ?", (claim,))

    def waiting(self) -> bool:
        """Return whether any row is in the inbox."""
        with self._connected() as connection:
            return connection.execute("SELECT 1 FROM inbox LIMIT 1").fetchone() is not None

    def depth(self) -> int:
        """Return how many rows are in the inbox."""
        with self._connected() as connection:
            return int(connection.execute("SELECT count(*) FROM inbox").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        if self._line is not None:
            os.close(self._line)
            self._line = None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the right to write, and commit at the end."""
        with self._in_turn() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def _in_turn(self) -> Iterator[sqlite3.Connection]:
        """Have the connection while none of the other processes writes.

        They stand in a line, and who is next is woken. SQLite would have each ask again after ever longer pauses,
        and the unluckiest of two busy ones then waits for half a second.
        """
        with self._connected() as connection:
            if self._line is None:
                self._line = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._line, fcntl.LOCK_EX)
            try:
                yield connection
            finally:
                fcntl.flock(self._line, fcntl.LOCK_UN)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            self._opened = self._opened or _open(self._path)
            yield self._opened
        except (sqlite3.Error, OSError) as error:
            # The next use opens anew: after some failures a connection is of no more use.
            self.close()
            raise Unavailable(f"The inbox cannot be used: {error}.") from error


def _insert(connection: sqlite3.Connection, rows: Sequence[InboxRow]) -> None:
    # One statement, and a transaction by itself: each step of SQLite gives other threads the interpreter, and then
    # waits to have it back.
    statement = "INSERT INTO inbox (workspace_id, source, is_browser, received_at, body) VALUES "
    values = ((row.workspace_id, row.source, row.is_browser, row.received_at, row.body) for row in rows)
    connection.execute(statement + ", ".join([_ROW] * len(rows)), list(chain.from_iterable(values)))


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, cached_statements=512)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(_SCHEMA)
    return connection
