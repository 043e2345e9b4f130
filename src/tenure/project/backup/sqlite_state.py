"""Copy state and inbox of SQLite while others write, and put them back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json
from tenure.platform.home import Home

Files = list[tuple[int, str, bool]]


def take(home: Home, into: Path, *, link: Callable[[Files], bool]) -> dict[str, Json] | None:
    """Copy both databases; `link` holds on to the stream as the state knows it. None when that failed."""
    # The inbox first: what leaves it meanwhile is in both copies, and enters the stream once.
    if home.inbox.exists():
        with closing(_opened(home.inbox)) as source:
            _copy(source, into / home.inbox.name)
    with closing(_opened(home.state)) as source:
        source.execute("BEGIN")
        files = source.execute("SELECT workspace_id, path, retired_at IS NOT NULL FROM events_manifest").fetchall()
        if not link([(workspace_id, path, bool(is_retired)) for workspace_id, path, is_retired in files]):
            return None
        _copy(source, into / home.state.name)
    return {"database": "sqlite"}


def put(home: Home, files: Path) -> None:
    """Put unpacked databases into a home."""
    for place in (home.state, home.inbox):
        found = files / place.name
        if not found.exists():
            continue
        with closing(_opened(found)) as database:
            if database.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise BadInput(f"The backup's {place.name} is damaged.", field="file")
            database.execute("PRAGMA journal_mode = DELETE")
        found.replace(place)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=30.0, isolation_level=None)


def _copy(source: sqlite3.Connection, path: Path) -> None:
    path.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
