"""Write files that nobody meets half written, and that are still there after a power cut."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def replace(place: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file beside its place and move it there."""
    # One name, because there is one writer: what a crash leaves is overwritten by the next file.
    draft = place.with_name("next.draft")
    with draft.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    _sync(place.parent)


def made(folder: Path) -> Path:
    """Return a folder that exists, and still does after a power cut."""
    if not folder.exists():
        folder.mkdir(parents=True)
        _sync(folder.parent)
        _sync(folder.parent.parent)
    return folder


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
