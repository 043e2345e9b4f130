"""Write exactly those files of the stream anew that hold rows of some customers, without these rows.

Runs where the stream is written, by the leading worker. A crash before the swap leaves a file that the next
call writes again under the same name; a crash after it leaves retired files, which the next call deletes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.events.models import DeadLetterRow, ManifestRow
from tenure.events.queries import is_taken
from tenure.events.rules.people import Person, is_about, person
from tenure.events.services.manifest import Entry, insert_files
from tenure.events.stores.opening import open_store
from tenure.platform.faults import fault


@dataclass(frozen=True, slots=True)
class _Found:
    """A file of the stream with rows of the customers."""

    row: ManifestRow
    rows: pl.DataFrame


def erase_rows(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:
    """Remove the rows of customers, and dead letters about them; return what was removed."""
    found = _found(workspace_id, customer_ids)
    live = [each for each in found if each.row.retired_at is None]
    letters = _letters(workspace_id, person(pl.concat([each.rows for each in found])) if found else Person())
    entries = [_rewritten(each.row, customer_ids) for each in live]
    fault("erased_files_written")
    with transaction.atomic():
        DeadLetterRow.objects.filter(workspace_id=workspace_id, pk__in=letters).delete()
        ManifestRow.objects.filter(pk__in=[each.row.pk for each in live]).update(retired_at=now)
        insert_files(entries)
    fault("erased_files_swapped")
    _delete_old(workspace_id, [each.row.path for each in found])
    return {
        "events": sum(each.rows.height for each in live),
        "dead_letters": len(letters),
        "files": len(entries),
    }


def _found(workspace_id: int, customer_ids: Sequence[int]) -> list[_Found]:
    """Return the files with rows of the customers; those retired a moment ago have them too."""
    store, found = open_store(), []
    for row in ManifestRow.objects.filter(workspace_id=workspace_id).order_by("seq_first"):
        if row.retired_at is not None and store.inspect(workspace_id, row.path) is None:
            continue
        rows = store.scan(workspace_id, [row.path]).filter(pl.col("customer_id").is_in(list(customer_ids))).collect()
        if not rows.is_empty():
            found.append(_Found(row, rows))
    return found


def _rewritten(row: ManifestRow, customer_ids: Collection[int]) -> Entry:
    store = open_store()
    others = pl.col("customer_id").is_in(list(customer_ids)).not_() | pl.col("customer_id").is_null()
    kept = store.scan(row.workspace_id, [row.path]).filter(others).collect()
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


def _letters(workspace_id: int, who: Person) -> list[int]:
    letters = DeadLetterRow.objects.filter(workspace_id=workspace_id).values_list("pk", "payload")
    return [pk for pk, payload in letters.iterator() if is_about(payload, who)]


def _delete_old(workspace_id: int, paths: Sequence[str]) -> None:
    """Delete files at once, and what a crash left half joined: both may hold the customers' rows."""
    store, rows = open_store(), ManifestRow.objects.filter(workspace_id=workspace_id)
    store.delete(workspace_id, paths)
    rows.filter(path__in=paths, retired_at__isnull=False).delete()
    listed = set(rows.values_list("path", flat=True))
    strays = [name for name in store.names(workspace_id) if name.startswith("joined-") and name not in listed]
    store.delete(workspace_id, strays)
