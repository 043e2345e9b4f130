"""Keep the stream in Parquet files, one folder for each workspace."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import polars as pl
import polars.exceptions

from tenure.events.rules.rows import SCHEMA
from tenure.events.stores.base import StoredFile
from tenure.platform.home import Home

ROW_GROUP = 100_000
SUFFIX = ".parquet"


@dataclass(frozen=True, slots=True)
class ParquetStore:
    """Write each file beside its place and move it there, so that nobody meets half a file."""

    home: Home

    def write(self, workspace_id: int, path: str, frame: pl.DataFrame) -> StoredFile:
        """Keep a frame under a name, durably, in the place of what was there."""
        buffer = BytesIO()
        frame.select(SCHEMA.names()).cast(SCHEMA).write_parquet(
            buffer, compression="zstd", compression_level=1, row_group_size=ROW_GROUP
        )
        content = buffer.getbuffer()
        _replace(_folder(self.home.events(workspace_id)) / path, content)
        return StoredFile(path, frame.height, len(content), sha256(content).hexdigest())

    def scan(self, workspace_id: int, paths: Sequence[str]) -> pl.LazyFrame:
        """Return the rows of several files, in their order."""
        if not paths:
            return pl.LazyFrame(schema=SCHEMA)
        folder = self.home.events(workspace_id)
        return pl.scan_parquet([folder / path for path in paths], schema=SCHEMA, glob=False)

    def inspect(self, workspace_id: int, path: str) -> StoredFile | None:
        """Return what really lies under a name, or None; a file that is no Parquet has no rows."""
        place = self.home.events(workspace_id) / path
        if not place.exists():
            return None
        with place.open("rb") as file:
            digest = sha256()
            while block := file.read(1 << 20):
                digest.update(block)
            byte_count = file.tell()
        return StoredFile(path, _row_count(place), byte_count, digest.hexdigest())

    def names(self, workspace_id: int) -> list[str]:
        """Return the names of all files of a workspace; drafts are none."""
        return sorted(place.name for place in self.home.events(workspace_id).glob(f"*{SUFFIX}"))

    def delete(self, workspace_id: int, paths: Iterable[str]) -> None:
        """Remove files; one that is gone already is no error."""
        for path in paths:
            (self.home.events(workspace_id) / path).unlink(missing_ok=True)


def _replace(place: Path, content: memoryview) -> None:
    # One name, because there is one writer: what a crash leaves is overwritten by the next file.
    draft = place.with_name("next.draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    _sync(place.parent)


def _folder(folder: Path) -> Path:
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


def _row_count(place: Path) -> int:
    try:
        return int(pl.scan_parquet(place, glob=False).select(pl.len()).collect().item())
    except polars.exceptions.PolarsError:
        return 0
