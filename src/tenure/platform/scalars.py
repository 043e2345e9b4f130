"""Ask the database for a single value, where to build a query takes longer than to answer it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection


def number(sql: str, params: Sequence[int | str] = ()) -> int | None:
    """Return the whole number that a query finds first; None when it finds none."""
    found = _first(sql, params)
    return found if isinstance(found, int) else None


def instant(sql: str, params: Sequence[int | str] = ()) -> datetime | None:
    """Return the instant that a query finds first; None when it finds none."""
    found = _first(sql, params)
    # SQLite keeps UTC without a zone, and what is no column itself as text.
    known = datetime.fromisoformat(found) if isinstance(found, str) else found
    if not isinstance(known, datetime):
        return None
    return known if known.tzinfo else known.replace(tzinfo=UTC)


def _first(sql: str, params: Sequence[int | str]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return None if row is None else row[0]
