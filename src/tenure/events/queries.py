"""Read the stream."""

from collections.abc import Sequence

import polars as pl
from django.db.models import QuerySet

from tenure.events.models import DeadLetterRow, ManifestRow
from tenure.events.rules.dead_letters import DeadLetter
from tenure.events.rules.flushes import message_key
from tenure.events.rules.places import Place
from tenure.events.stores.opening import open_store


def since(workspace_id: int, *, after: int, up_to: int) -> pl.DataFrame:
    """Return the rows of all flushes in (after, up_to], oldest first."""
    files = _live(workspace_id).filter(seq_last__gt=after, seq_first__lte=up_to)
    rows = _scan(workspace_id, files).filter(pl.col("seq") > after, pl.col("seq") <= up_to)
    return rows.collect()


def scan(workspace_id: int) -> pl.LazyFrame:
    """Return the whole stream, oldest first. Collect it soon: files that were joined are deleted after a minute."""
    return _scan(workspace_id, _live(workspace_id))


def latest(workspace_id: int, *, limit: int, before: Place | None = None) -> pl.DataFrame:
    """Return the newest rows, newest first; `before` is the (seq, position) of the last row seen."""
    files = _up_to(workspace_id, before).order_by("-seq_first")
    paths: list[str] = []
    found = 0
    for path, seq_last, row_count in files.values_list("path", "seq_last", "row_count"):
        if found >= limit:
            break
        paths.append(path)
        # Any part of the file in which the last page ended may have been seen.
        found += row_count if before is None or seq_last < before[0] else 0
    return _newest(open_store().scan(workspace_id, paths[::-1]), limit=limit, before=before)


def timeline(workspace_id: int, customer_id: int, *, limit: int, before: Place | None = None) -> pl.DataFrame:
    """Return a customer's newest rows, newest first; `before` is the (seq, position) of the last row seen."""
    rows = _scan(workspace_id, _up_to(workspace_id, before))
    return _newest(rows.filter(pl.col("customer_id") == customer_id), limit=limit, before=before)


def event_count(workspace_id: int) -> int:
    """Return how many events the stream holds."""
    return sum(_live(workspace_id).values_list("row_count", flat=True))


def message_keys(workspace_id: int, seqs: Sequence[int]) -> pl.DataFrame:
    """Return the `message_key` and `seq` of all rows of some flushes."""
    wanted = sorted(set(seqs))
    files = _live(workspace_id).filter(seq_last__gte=wanted[0], seq_first__lte=wanted[-1])
    ranges = files.order_by("seq_first").values_list("path", "seq_first", "seq_last")
    paths = [path for path, first, last in ranges if any(first <= seq <= last for seq in wanted)]
    rows = open_store().scan(workspace_id, paths).filter(pl.col("seq").is_in(wanted))
    return rows.select("seq", message_key()).collect()


def is_taken(workspace_id: int, path: str) -> bool:
    """Return whether a file of this name was ever committed and not deleted since."""
    return ManifestRow.objects.filter(workspace_id=workspace_id, path=path).exists()


def dead_letters(workspace_id: int, *, limit: int, before: int | None = None) -> list[DeadLetter]:
    """Return the newest dead letters, newest first; `before` is the id of the last one seen."""
    rows = DeadLetterRow.objects.filter(workspace_id=workspace_id).order_by("-id")
    older = rows if before is None else rows.filter(id__lt=before)
    return [row.to_value() for row in older[:limit]]


def _live(workspace_id: int) -> QuerySet[ManifestRow]:
    return ManifestRow.objects.filter(workspace_id=workspace_id, retired_at=None)


def _up_to(workspace_id: int, place: Place | None) -> QuerySet[ManifestRow]:
    files = _live(workspace_id)
    return files if place is None else files.filter(seq_first__lte=place[0])


def _scan(workspace_id: int, files: QuerySet[ManifestRow]) -> pl.LazyFrame:
    paths = list(files.order_by("seq_first").values_list("path", flat=True))
    return open_store().scan(workspace_id, paths)


def _newest(rows: pl.LazyFrame, *, limit: int, before: Place | None) -> pl.DataFrame:
    if before is not None:
        seq, position = before
        rows = rows.filter((pl.col("seq") < seq) | ((pl.col("seq") == seq) & (pl.col("position") < position)))
    # Files are in the order of the stream, and so are the rows in them.
    return rows.tail(limit).collect().reverse()
