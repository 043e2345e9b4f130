"""Make a backup: one file with everything, as of one instant, while others go on writing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tenure.kernel.errors import Unavailable
from tenure.kernel.json import Json
from tenure.project.backup import postgres_state, sqlite_state
from tenure.project.backup.archive import packing
from tenure.project.backup.links import link_others, link_stream, link_traits
from tenure.project.backup.sqlite_state import Files
from tenure.project.options import Options

_TRIES: Final = 5


def back_up(loaded: Options, path: Path, *, now: datetime) -> dict[str, Json]:
    """Write a backup; return what it holds."""
    home = loaded.state_home.path
    with _held(home) as held:
        facts = _snapshot(loaded, held)
        facts |= {"version": version("tenure"), "created_at": now.isoformat(), "migrations": _migrations()}
        files = sorted(place for place in held.rglob("*") if place.is_file())
        with packing(path) as packed:
            for place in files:
                packed.add(place.relative_to(held).as_posix(), place)
            packed.finish(facts)
    return {"file": str(path), "files": len(files), "bytes": path.stat().st_size}


def _snapshot(loaded: Options, held: Path) -> dict[str, Json]:
    home = loaded.state_home

    def link(files: Files) -> bool:
        # Before and after: the snapshot that the state names may come or go in between.
        link_traits(home.path, held)
        return link_stream(home.path, held, files)

    for _ in range(_TRIES):
        link_traits(home.path, held)
        if loaded.database_url:
            facts = postgres_state.take(loaded.database_url, held, link=link)
        else:
            facts = sqlite_state.take(home, held, link=link)
        if facts is not None:
            link_others(home.path, held)
            return facts
    raise Unavailable("The files of the stream change faster than they can be held; try again.")


def _migrations() -> dict[str, Json]:
    """Return the names of the applied migrations of each app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return dict(found)


@contextmanager
def _held(home: Path) -> Iterator[Path]:
    """Have a folder on the disk of the home, where files can be held by links."""
    folder = Path(mkdtemp(prefix="backup-", dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
