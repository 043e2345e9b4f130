"""Keep the inbox in a PostgreSQL table."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from tenure.events.inbox.base import InboxRow
from tenure.kernel.errors import Unavailable

# Bodies are compressed already. Ids commit out of order here, so a claim marks the rows it could see.
DDL: Final = """
CREATE TABLE IF NOT EXISTS events_inbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL,
    source text NOT NULL,
    is_browser boolean NOT NULL,
    received_at bigint NOT NULL,
    claim bigint,
    body bytea NOT NULL
);
ALTER TABLE events_inbox ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS events_inbox_claim ON events_inbox (claim);
CREATE SEQUENCE IF NOT EXISTS events_inbox_claim_number;
"""
_COLUMNS: Final = "workspace_id, source, is_browser, received_at, body"
_CLAIM: Final = """
WITH waiting AS (SELECT id FROM events_inbox WHERE claim IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED),
number AS MATERIALIZED (SELECT nextval('events_inbox_claim_number') AS claim FROM waiting LIMIT 1)
UPDATE events_inbox SET claim = number.claim FROM number
WHERE id IN (SELECT id FROM waiting) RETURNING events_inbox.claim
"""
_TYPES: Final = ("int8", "text", "bool", "int8", "bytea")
_CONNECT_SECONDS: Final = 3
_ANSWER_SECONDS: Final = 10
_LOCK: Final = int.from_bytes(b"inbox", "big")

Connection = psycopg.Connection[tuple[Any, ...]]


class PostgresInbox:
    """An inbox in the table `events_inbox`."""

    def __init__(self, url: str) -> None:
        """Know the database; the first use connects, and makes the table when it is missing."""
        self._url = url
        self._opened: Connection | None = None

    def append(self, rows: Sequence[InboxRow]) -> None:
        """Store rows in one durable commit."""
        statement = f"COPY events_inbox ({_COLUMNS}) FROM STDIN (FORMAT BINARY)"
        with self._writing() as connection, connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(_TYPES)
            for row in rows:
                copy.write_row((row.workspace_id, row.source, row.is_browser, row.received_at, row.body))

    def claim(self, limit: int) -> int | None:
        """Mark the oldest rows that no claim has."""
        with self._writing() as connection:
            unfinished = connection.execute("SELECT min(claim) FROM events_inbox WHERE claim IS NOT NULL").fetchone()
            if unfinished and unfinished[0] is not None:
                return int(unfinished[0])
            claimed = connection.execute(_CLAIM, (limit,)).fetchone()
            return int(claimed[0]) if claimed else None

    def rows(self, claim: int) -> list[InboxRow]:
        """Return the rows of a claim in the order of their arrival."""
        with self._writing() as connection, connection.cursor(binary=True) as cursor:
            cursor.execute(f"SELECT {_COLUMNS}, id FROM events_inbox WHERE claim = %s ORDER BY id", (claim,))
            return [InboxRow(*row) for row in cursor]

    def delete(self, claim: int) -> None:
        """Forget a claim and exactly its rows."""
        with self._writing() as connection:
            connection.execute("DELETE FROM events_inbox WHERE claim = %s", (claim,))

    def waiting(self) -> bool:
        """Return whether any row is in the inbox."""
        with self._writing() as connection:
            return connection.execute("SELECT 1 FROM events_inbox LIMIT 1").fetchone() is not None

    def depth(self) -> int:
        """Return how many rows are in the inbox."""
        with self._writing() as connection:
            found = connection.execute("SELECT count(*) FROM events_inbox").fetchone()
            return int(found[0]) if found else 0

    def close(self) -> None:
        """Let go of the connection."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Have one transaction, on a connection that is made anew after it was lost."""
        try:
            self._opened = self._opened or _open(self._url)
            with self._opened.transaction():
                yield self._opened
        except psycopg.Error as error:
            self.close()
            raise Unavailable(f"The inbox cannot be used: {error}".strip()) from error


def _open(url: str) -> Connection:
    # A server that is gone without a word must not hold up who waits for an answer.
    connection = psycopg.connect(
        url, autocommit=True, connect_timeout=_CONNECT_SECONDS, tcp_user_timeout=_ANSWER_SECONDS * 1000
    )
    connection.execute(f"SET statement_timeout = '{_ANSWER_SECONDS}s'")
    with connection.transaction():
        # Two processes that make the same table at once would trip over each other.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if connection.execute("SELECT to_regclass('events_inbox_claim_number')").fetchone() == (None,):
            connection.execute(DDL)
    return connection
