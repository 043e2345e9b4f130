"""Keep frames as Arrow files that processes map into memory rather than read."""

import os
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow brings no types
from pyarrow import ipc


def write(path: Path, frame: pl.DataFrame) -> None:
    """Put a frame under a name, whole or not at all, durably."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with draft.open("wb") as handle:
        # One batch, so that a reader finds rows by binary search without joining pieces first.
        frame.write_ipc(handle, compression="uncompressed", record_batch_size=max(1, frame.height))
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(path)
    _sync_folder(path.parent)


def read(path: Path) -> pl.DataFrame:
    """Return the frame under a name, mapped into memory; OSError when it is gone or no Arrow file."""
    frame = pl.from_arrow(ipc.open_file(pa.memory_map(str(path))).read_all())
    if isinstance(frame, pl.Series):
        raise TypeError(f"{path} holds no table")
    return frame


def without_leftovers(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame over texts of its own: rows that were filtered away leave their bytes in what rows share."""
    own = pl.from_arrow(frame.to_arrow(compat_level=pl.CompatLevel.oldest()))
    return own.cast(frame.schema) if isinstance(own, pl.DataFrame) else own.to_frame()


def keep_only(folder: Path, names: Iterable[str]) -> None:
    """Delete every file of a folder but those named; who has one mapped keeps it."""
    kept = set(names)
    for path in folder.glob("*"):
        if path.name not in kept:
            path.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
