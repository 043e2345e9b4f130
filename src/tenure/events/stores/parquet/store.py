"""Keep the stream in Parquet files, one folder for each workspace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import polars.exceptions

from tenure.events.rules.rows import SCHEMA, TYPED
from tenure.events.stores.base import StoredFile
from tenure.events.stores.durable import made, replace
from tenure.events.stores.parquet import duck
from tenure.platform.home import Home

if TYPE_CHECKING:
    from ibis.expr.types import Table

# A reader of one customer skips every row group whose smallest and largest customer pass them by.
ROW_GROUP = 10_000
SUFFIX = ".parquet"


@dataclass(frozen=True, slots=True)
class ParquetStore:
    """Write each file beside its place and move it there, so that nobody meets half a file."""

    home: Home

    def write(self, workspace_id: int, path: str, frame: pl.DataFrame) -> StoredFile:
        """Keep a frame under a name, durably, in the place of what was there."""
        buffer = BytesIO()
        rows = frame.select(SCHEMA.names()).cast(SCHEMA)
        # Most files have few built-in events: what no row says costs nothing, and is read as null.
        unsaid = [name for name in TYPED if rows[name].null_count() == rows.height]
        rows.drop(unsaid).write_parquet(buffer, compression="zstd", compression_level=1, row_group_size=ROW_GROUP)
        content = buffer.getbuffer()
        replace(made(self.home.events(workspace_id)) / path, lambda file: file.write(content))
        return StoredFile(path, frame.height, len(content), sha256(content).hexdigest())

    def scan(self, workspace_id: int, paths: Sequence[str]) -> pl.LazyFrame:
        """Return the rows of several files, in their order."""
        if not paths:
            return pl.LazyFrame(schema=SCHEMA)
        folder = self.home.events(workspace_id)
        return pl.scan_parquet(
            [folder / path for path in paths],
            schema=SCHEMA,
            glob=False,
            # Files are as old as the vocabulary that they were written with.
            missing_columns="insert",
            extra_columns="ignore",
        )

    def history(self, workspace_id: int, paths: Sequence[str]) -> "Table":
        """Return the rows of several files, in no order, as a table of DuckDB."""
        folder = self.home.events(workspace_id)
        return duck.table([folder / path for path in paths])

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


def _row_count(place: Path) -> int:
    try:
        return int(pl.scan_parquet(place, glob=False).select(pl.len()).collect().item())
    except polars.exceptions.PolarsError:
        return 0
