"""Write down which files the stream consists of, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import polars as pl

from tenure.events.rules.rows import INSTANT
from tenure.events.stores.base import StoredFile
from tenure.platform.columns import insert_frame

_FILES = {
    "workspace_id": pl.Int64(),
    "seq_first": pl.Int64(),
    "seq_last": pl.Int64(),
    "path": pl.String(),
    "source": pl.String(),
    "claim": pl.Int64(),
    "level": pl.Int32(),
    "is_by_customer": pl.Boolean(),
    "row_count": pl.Int64(),
    "byte_count": pl.Int64(),
    "sha256": pl.String(),
    "created_at": INSTANT,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file that becomes part of a workspace's stream, and where it comes from.

    A flush has level 0 and is in the order of the stream; what was joined is sorted by customer and time.
    """

    workspace_id: int
    seq_first: int
    seq_last: int
    source: Literal["inbox", "recorded", "joined"]
    claim: int | None
    level: int
    file: StoredFile
    created_at: datetime
    is_by_customer: bool = False


def insert_files(entries: Sequence[Entry]) -> None:
    """Add files to the stream with one statement."""
    rows = [
        (
            entry.workspace_id,
            entry.seq_first,
            entry.seq_last,
            entry.file.path,
            entry.source,
            entry.claim,
            entry.level,
            entry.is_by_customer,
            entry.file.row_count,
            entry.file.byte_count,
            entry.file.sha256,
            entry.created_at,
        )
        for entry in entries
    ]
    insert_frame("events_manifest", pl.DataFrame(rows, schema=_FILES, orient="row"))


def insert_letters(letters: pl.DataFrame) -> None:
    """Keep dead letters with one statement; one that is known already is passed over."""
    insert_frame("events_dead_letter", letters, ignore_conflicts=True)
