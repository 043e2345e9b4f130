"""Check that the stream on disk is what its manifest says, and what is derived from it what it says."""

from collections.abc import Iterator
from itertools import pairwise

import polars as pl
from polars.exceptions import PolarsError

from tenure.events import queries
from tenure.events.models import ManifestRow
from tenure.events.rules import message_index
from tenure.events.rules.reserved import DECLARATIONS
from tenure.events.rules.rows import TYPED
from tenure.events.rules.typed import with_typed
from tenure.events.stores import hash_files
from tenure.events.stores.base import Store, StoredFile
from tenure.events.stores.opening import open_store
from tenure.platform import home
from tenure.platform.queries import cursor
from tenure.platform.rules.breaches import Breach
from tenure.platform.rules.workspaces import Workspace


def verify(workspace: Workspace) -> list[Breach]:
    """Return every way in which files, manifest, cursor and known messages disagree. May run beside a consumer."""
    store = open_store()
    names = store.names(workspace.id)
    before = cursor(workspace.id, "stream")
    rows = list(ManifestRow.objects.filter(workspace_id=workspace.id).order_by("seq_first"))
    after = cursor(workspace.id, "stream")
    live = [row for row in rows if row.retired_at is None]
    return [
        *_numbering(live, before=before, after=after),
        *(breach for row in live for breach in _file(row, store)),
        *_known_messages(workspace.id),
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
        # Joined since the manifest was read.
        if ManifestRow.objects.filter(pk=row.pk, retired_at=None).exists():
            yield Breach("events_file", f"{row.path} is missing")
    elif found != StoredFile(row.path, row.row_count, row.byte_count, row.sha256):
        yield Breach(
            "events_file", f"{row.path} is not what was written: {found.row_count} rows, sha256 {found.sha256}"
        )
    else:
        yield from _rows(row, store.scan(row.workspace_id, [row.path]))


def _rows(row: ManifestRow, rows: pl.LazyFrame) -> Iterator[Breach]:
    """Compare the order of a file's rows, their flushes and their typed columns with what they have to be."""
    order = ["customer_id", "occurred_at"] if row.is_by_customer else []
    places = rows.select(*order, "seq", "position").collect()
    if not places.equals(places.sort(places.columns)):
        yield Breach("events_order", f"{row.path} is not sorted by {', '.join(places.columns)}")
    if not places["seq"].is_between(row.seq_first, row.seq_last).all():
        yield Breach("events_numbering", f"{row.path} holds other flushes than {row.seq_first} to {row.seq_last}")
    declared = rows.filter(pl.col("kind") == "track", pl.col("name").is_in(list(DECLARATIONS))).collect()
    expected = with_typed(declared)
    for name in TYPED:
        # A file that is older than a property knows nothing of it.
        is_filled = declared[name].null_count() < declared.height
        if is_filled and not declared[name].equals(expected[name]):
            yield Breach("events_typed", f"{row.path} has other values in {name} than its properties say")


def _known_messages(workspace_id: int) -> Iterator[Breach]:
    """Look for each message of the stream in the hashes of its flush. Those of rows that were erased may stay."""
    for file in hash_files.listed(hash_files.folder(home.current(), workspace_id)):
        missing = 0
        flushes = queries.message_keys_by_file(workspace_id, after=file.seq_first - 1, up_to=file.seq_last)
        for _, keys in flushes:
            places = message_index.hits([file.run], message_index.hashed(keys["message_key"]))
            wanted = keys.select("seq", row=pl.int_range(pl.len()))
            missing += wanted.join(places, on=["row", "seq"], how="anti").height
        if missing:
            told = f"does not know {missing} messages of its flushes"
            yield Breach("events_known_messages", f"{file.path.name} {told}; delete it, and it is made again")


def _strays(workspace_id: int, store: Store, *, names: set[str], cursor_at: int) -> Iterator[Breach]:
    """Report files that no entry names, except those of a flush or a join that is under way."""
    for name in sorted(name for name in names if not name.startswith("joined-")):
        try:
            seq = store.scan(workspace_id, [name]).select(pl.col("seq").min()).collect().item()
        except (PolarsError, OSError):
            seq = None
        if seq is None or seq <= cursor_at:
            yield Breach("events_file", f"{name} is in no manifest")
