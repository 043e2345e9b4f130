"""Say what the stream asks of the place where it is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import polars as pl

if TYPE_CHECKING:
    from ibis.expr.types import Table


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a workspace's stream, as it lies there."""

    path: str
    row_count: int
    byte_count: int
    sha256: str


class Store(Protocol):
    """Keep files of the stream, each whole or not at all."""

    def write(self, workspace_id: int, path: str, frame: pl.DataFrame) -> StoredFile:
        """Keep a frame under a name, durably, in the place of what was there."""
        ...

    def scan(self, workspace_id: int, paths: Sequence[str]) -> pl.LazyFrame:
        """Return the rows of several files, in their order. A column that a file does not know is null."""
        ...

    def history(self, workspace_id: int, paths: Sequence[str]) -> "Table":
        """Return the rows of several files, in no order, as a table that an engine computes on."""
        ...

    def inspect(self, workspace_id: int, path: str) -> StoredFile | None:
        """Return what really lies under a name, or None."""
        ...

    def names(self, workspace_id: int) -> list[str]:
        """Return the names of all files of a workspace."""
        ...

    def delete(self, workspace_id: int, paths: Iterable[str]) -> None:
        """Remove files; one that is gone already is no error."""
        ...
