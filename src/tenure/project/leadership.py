"""Let one worker lead the house at a time.

On SQLite the leader holds the lock of a file in the home. On PostgreSQL it holds a session advisory lock
on the very connection that it writes with: when the session is lost, so is the right to write, which
fences off a leader that was taken for dead.
"""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tenure.kernel.errors import Unavailable

LOCK = int.from_bytes(b"tenure", "big")


@contextmanager
def leading(lock_file: Path, *, stopping: Callable[[], bool]) -> Iterator[bool]:
    """Wait until this process leads; yields False when it was stopped while waiting."""
    if connection.vendor == "postgresql":
        yield _wait(_try_advisory, stopping=stopping)
        return
    with lock_file.open("a") as handle:
        yield _wait(lambda: _try_file(handle.fileno()), stopping=stopping)


def still_leading(session: object) -> None:
    """Stop with Unavailable when the connection is another than the one that took the lock."""
    if connection.connection is not session:
        raise Unavailable("The database session that led the house was lost; another worker may lead now.")


def _wait(acquired: Callable[[], bool], *, stopping: Callable[[], bool]) -> bool:
    while not stopping():
        if acquired():
            return True
        time.sleep(0.1)
    return False


def _try_advisory() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _try_file(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
