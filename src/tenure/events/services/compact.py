"""Join many small files of a stream into one that is sorted by customer, without a reader noticing."""

from datetime import datetime, timedelta

import polars as pl
from django.db import transaction

from tenure.events import queries
from tenure.events.models import ManifestRow
from tenure.events.rules.compaction import DEFAULT, Policy, StreamFile, joinable
from tenure.events.rules.typed import with_typed
from tenure.events.services.manifest import Entry, insert_files
from tenure.events.stores.opening import open_store

# Whoever read the manifest before the swap may still open the old files.
GRACE = timedelta(minutes=1)


def compact(workspace_id: int, *, now: datetime, policy: Policy = DEFAULT) -> int:
    """Join small files if there are many, delete those joined a while ago; return how many were joined.

    One call joins once, so that a worker comes back to its other duties after a second or two.
    """
    _sweep(workspace_id, now=now)
    chosen = joinable(_files(workspace_id), now=now, policy=policy)
    if chosen:
        _join(workspace_id, chosen, now=now)
    return len(chosen)


def _files(workspace_id: int) -> list[StreamFile]:
    live = ManifestRow.objects.filter(workspace_id=workspace_id, retired_at=None)
    columns = ("path", "seq_first", "seq_last", "level", "row_count", "created_at")
    return [StreamFile(*values) for values in live.values_list(*columns)]


def _join(workspace_id: int, chosen: list[StreamFile], *, now: datetime) -> None:
    store = open_store()
    first, last, level = chosen[0].seq_first, chosen[-1].seq_last, chosen[0].level + 1
    paths = [file.path for file in chosen]
    joined = store.write(workspace_id, f"joined-{first}-{last}.parquet", _by_customer(workspace_id, paths))
    entry = Entry(
        workspace_id=workspace_id,
        seq_first=first,
        seq_last=last,
        source="joined",
        claim=None,
        level=level,
        file=joined,
        created_at=now,
        is_by_customer=True,
    )
    with transaction.atomic():
        ManifestRow.objects.filter(workspace_id=workspace_id, path__in=paths).update(retired_at=now)
        insert_files([entry])


def _by_customer(workspace_id: int, paths: list[str]) -> pl.DataFrame:
    """Return the rows of some files, merges baked in, so that those of one customer lie together."""
    rows = queries.merged(open_store().scan(workspace_id, paths), queries.merges(workspace_id))
    # A property that was declared since is filled here.
    return with_typed(rows.collect()).sort("customer_id", "occurred_at", "seq", "position")


def _sweep(workspace_id: int, *, now: datetime) -> None:
    """Delete files that were joined a while ago, and what a crash left half joined."""
    store = open_store()
    rows = ManifestRow.objects.filter(workspace_id=workspace_id)
    old = rows.filter(retired_at__lt=now - GRACE)
    paths = list(old.values_list("path", flat=True))
    store.delete(workspace_id, paths)
    old.filter(path__in=paths).delete()
    listed = set(rows.values_list("path", flat=True))
    orphans = [name for name in store.names(workspace_id) if name.startswith("joined-") and name not in listed]
    store.delete(workspace_id, orphans)
