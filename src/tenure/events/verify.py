"""Check that the stream on disk is what its manifest says."""

from collections.abc import Iterator
from itertools import pairwise

import polars as pl
from polars.exceptions import PolarsError

from tenure.events.models import ManifestRow
from tenure.events.stores.base import Store, StoredFile
from tenure.events.stores.opening import open_store
from tenure.platform.queries import cursor
from tenure.platform.rules.breaches import Breach
from tenure.platform.rules.workspaces import Workspace


def verify(workspace: Workspace) -> list[Breach]:
    """Return every way in which files, manifest and cursor disagree. May run beside a consumer."""
    store = open_store()
    names = store.names(workspace.id)
    before = cursor(workspace.id, "stream")
    rows = list(ManifestRow.objects.filter(workspace_id=workspace.id).order_by("seq_first"))
    after = cursor(workspace.id, "stream")
    live = [row for row in rows if row.retired_at is None]
    return [
        *_numbering(live, before=before, after=after),
        *(breach for row in live for breach in _file(row, store)),
        *_strays(workspace.id, store, names=set(names) - {row.path for row in rows}, cursor_at=before),
    ]


def _numbering(live: list[ManifestRow], *, before: int, after: int) -> Iterator[Breach]:
    """Compare the flushes of the files with 1, 2, 3, … up to the cursor."""
    ends = [(0, 0), *((row.seq_first, row.seq_last) for row in live)]
    for (_, previous), (first, _) in pairwise(ends):
        if first != previous + 1:
            yield Breach("events_numbering", f"flush {first} follows {previous}")
    # The consumer may have gone on while the manifest was read.
    if not before <= ends[-1][1] <= after:
        yield Breach("events_numbering", f"the cursor says {after}, the files end with {ends[-1][1]}")


def _file(row: ManifestRow, store: Store) -> Iterator[Breach]:
    """Compare one file with its entry."""
    found = store.inspect(row.workspace_id, row.path)
    if found is None:
        yield Breach("events_file", f"{row.path} is missing")
    elif found != StoredFile(row.path, row.row_count, row.byte_count, row.sha256):
        yield Breach(
            "events_file", f"{row.path} is not what was written: {found.row_count} rows, sha256 {found.sha256}"
        )


def _strays(workspace_id: int, store: Store, *, names: set[str], cursor_at: int) -> Iterator[Breach]:
    """Report files that no entry names, except those of a flush or a join that is under way."""
    for name in sorted(name for name in names if not name.startswith("joined-")):
        try:
            seq = store.scan(workspace_id, [name]).select(pl.col("seq").min()).collect().item()
        except (PolarsError, OSError):
            seq = None
        if seq is None or seq <= cursor_at:
            yield Breach("events_file", f"{name} is in no manifest")
