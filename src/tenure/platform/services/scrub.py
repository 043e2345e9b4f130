"""Leave nothing of deleted rows in the files of the databases.

A deleted row stays in the free pages of a SQLite file, and in its write-ahead log, until something else is
written there. On PostgreSQL the same room is given back to the server, which writes over it in its own time.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from django.db import connection

from tenure.platform.home import current

_BUSY_SECONDS: Final = 30.0


def scrub() -> bool:
    """Write state and inbox anew without what was deleted; False when others read for too long to do so.

    Call it outside of any transaction.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            names = ", ".join(f'"{name}"' for name in connection.introspection.table_names(cursor))
            cursor.execute(f"VACUUM {names}")
        return True
    return all(_vacuum(path) for path in (current().state, current().inbox) if path.exists())


def _vacuum(path: Path) -> bool:
    try:
        # A connection of its own: the others keep what they sort in memory, which is no place for a whole file.
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as opened:
            opened.execute("VACUUM")
            (is_busy, *_) = opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not is_busy
