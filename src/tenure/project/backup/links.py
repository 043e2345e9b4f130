"""Hold on to files of a home that may be deleted while they are copied."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

# What is in a home besides the folders and databases that have a way of their own: made anew by whoever needs it.
_MADE_ANEW: Final = {"static", "events", "traits", "worker.lock"}
_DATABASES: Final = ("state.db", "inbox.db")


def link_stream(home: Path, into: Path, files: Iterable[tuple[int, str, bool]]) -> bool:
    """Hold on to the files (workspace, path, is retired) of the stream; False when one of them is gone."""
    for workspace_id, path, is_retired in files:
        name = Path("events", str(workspace_id), path)
        # A retired file may be deleted at any time, and nobody misses it.
        if not _held(home / name, into / name) and not is_retired:
            return False
    return True


def link_traits(home: Path, into: Path) -> None:
    """Hold on to the snapshots that are there now."""
    for place in (home / "traits").rglob("*"):
        if place.is_file():
            _held(place, into / place.relative_to(home))


def link_others(home: Path, into: Path) -> None:
    """Hold on to the key and all else that lies in the home itself."""
    for place in home.iterdir():
        if place.is_file() and place.name not in _MADE_ANEW and not place.name.startswith(_DATABASES):
            _held(place, into / "home" / place.name)


def _held(place: Path, held: Path) -> bool:
    if held.exists():
        return True
    held.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(place, held)
    except FileNotFoundError:
        return False
    except OSError:
        # Not every file system has links.
        shutil.copyfile(place, held)
    return True
