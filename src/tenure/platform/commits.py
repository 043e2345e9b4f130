"""Tell whether anybody committed anything to the state, without asking any of its tables."""

from django.db import connection

_SQL = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}


def state_version() -> int | str:
    """Return what stays the same as long as there is nothing new to read.

    On SQLite the own connection's commits do not count; on PostgreSQL those of other databases of the server do.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL[connection.vendor])
        version: int | str = cursor.fetchone()[0]
        return version
