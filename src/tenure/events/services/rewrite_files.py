"""Write exactly those files of the stream anew that hold certain rows, without these rows.

Runs where the stream is written, by the leading worker. A crash before the swap leaves a file that the next
call writes again under the same name; a crash after it leaves retired files, which the next call deletes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.events.models import ManifestRow
from tenure.events.queries import is_taken
from tenure.events.services.manifest import Entry, insert_files
from tenure.events.stores.opening import open_store
from tenure.platform.faults import fault


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the stream, and those of its rows that are to go."""

    row: ManifestRow
    rows: pl.DataFrame

    @property
    def is_live(self) -> bool:
        """Return whether the stream is read from it; those retired a moment ago have rows to hide, too."""
        return self.row.retired_at is None


def holding(workspace_id: int, which: pl.Expr) -> list[Found]:
    """Return the files with rows that are `which`, those retired a moment ago included."""
    store, found = open_store(), []
    for row in ManifestRow.objects.filter(workspace_id=workspace_id).order_by("seq_first"):
        if row.retired_at is not None and store.inspect(workspace_id, row.path) is None:
            continue
        rows = store.scan(workspace_id, [row.path]).filter(which).collect()
        if not rows.is_empty():
            found.append(Found(row, rows))
    return found


def rewrite(
    workspace_id: int, found: Sequence[Found], which: pl.Expr, *, now: datetime, beside: Callable[[], object]
) -> None:
    """Put files without the rows that are `which` in the place of those found; `beside` acts with it, or neither."""
    live = [each for each in found if each.is_live]
    entries = [_rewritten(each.row, which) for each in live]
    fault("erased_files_written")
    with transaction.atomic():
        beside()
        ManifestRow.objects.filter(pk__in=[each.row.pk for each in live]).update(retired_at=now)
        insert_files(entries)
    fault("erased_files_swapped")
    _delete_old(workspace_id, [each.row.path for each in found])


def _rewritten(row: ManifestRow, which: pl.Expr) -> Entry:
    store = open_store()
    kept = store.scan(row.workspace_id, [row.path]).filter(which.fill_null(value=False).not_()).collect()
    return Entry(
        workspace_id=row.workspace_id,
        seq_first=row.seq_first,
        seq_last=row.seq_last,
        source=row.source,  # type: ignore[arg-type]  # written from an Entry
        claim=row.claim,
        level=row.level,
        file=store.write(row.workspace_id, _free_name(row), kept),
        created_at=row.created_at,
        is_by_customer=row.is_by_customer,
    )


def _free_name(row: ManifestRow) -> str:
    """Return a name that no file of the stream has; like those of joined files, it may be left by a crash."""
    number = 1
    while is_taken(row.workspace_id, name := f"joined-{row.seq_first}-{row.seq_last}-{number}.parquet"):
        number += 1
    return name


def _delete_old(workspace_id: int, paths: Sequence[str]) -> None:
    """Delete files at once, and what a crash left half joined: both may hold the rows."""
    store, rows = open_store(), ManifestRow.objects.filter(workspace_id=workspace_id)
    store.delete(workspace_id, paths)
    rows.filter(path__in=paths, retired_at__isnull=False).delete()
    listed = set(rows.values_list("path", flat=True))
    strays = [name for name in store.names(workspace_id) if name.startswith("joined-") and name not in listed]
    store.delete(workspace_id, strays)
