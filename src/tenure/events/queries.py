"""Read the stream."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl
from django.db.models import Count, QuerySet

from tenure.events.models import DeadLetterRow, ManifestRow
from tenure.events.rules.dead_letters import DeadLetter
from tenure.events.rules.flushes import message_key
from tenure.events.rules.places import Place
from tenure.events.stores.opening import open_store
from tenure.kernel.errors import NotFound
from tenure.platform.presence import contributions

if TYPE_CHECKING:
    from ibis.expr.types import Table

# A long way behind, a reader takes the stream in pieces of about so many rows, so that memory stays flat.
ROWS_AT_ONCE = 1_000_000
# How many rows a search from the newest back reads first.
FIRST_STEP = 200_000
# Of so many rows one tells where the stream is cut into pieces.
_EVERY = 100


def since(workspace_id: int, *, after: int, up_to: int) -> pl.DataFrame:
    """Return the rows of all flushes in (after, up_to], oldest first."""
    files = _live(workspace_id).filter(seq_last__gt=after, seq_first__lte=up_to)
    return _scan(workspace_id, files).filter(pl.col("seq") > after, pl.col("seq") <= up_to).collect()


def reach(workspace_id: int, *, after: int, up_to: int) -> int:
    """Return up to which flush a reader at `after` can go, at most to `up_to`, with no more than fits in memory."""
    files = _live(workspace_id).filter(seq_last__gt=after, seq_first__lte=up_to).order_by("seq_first")
    place, rows = after, 0
    for seq_last, row_count in files.values_list("seq_last", "row_count"):
        rows += row_count
        if place > after and rows > ROWS_AT_ONCE:
            break
        place = min(up_to, seq_last)
    return max(place, min(up_to, after + 1))


def scan(workspace_id: int) -> pl.LazyFrame:
    """Return the whole stream, oldest first. Collect it soon: files that were joined are deleted after a minute.

    Where the order makes no difference to what is collected, nothing is sorted.
    """
    return _scan(workspace_id, _live(workspace_id))


def by_customers(workspace_id: int, *, up_to: int, rows: int) -> Iterator[pl.LazyFrame]:
    """Yield the stream up to a flush in no order, in pieces of about `rows` rows; one has all rows of its customers.

    Rows of nobody are left out. Each piece looks into every file, but in sorted ones only at the rows of its customers.
    """
    files = _live(workspace_id).filter(seq_first__lte=up_to).order_by("seq_first")
    listed = list(files.values_list("path", "seq_last", "row_count"))
    found, known = open_store().scan(workspace_id, [path for path, _, _ in listed]), merges(workspace_id)
    if any(seq_last > up_to for _, seq_last, _ in listed):
        found = found.filter(pl.col("seq") <= up_to)
    total = sum(row_count for _, _, row_count in listed)
    if total <= rows:
        yield merged(found, known).filter(pl.col("customer_id").is_not_null())
        return
    ends = _ends(found, count=-(-total // rows))
    for first, last in pairwise([None, *ends, None]):
        inside = _between(first, last)
        if known.is_empty():
            yield found.filter(inside)
            continue
        came = known.filter(_between(first, last, name="to_id"))["from_id"]
        of_these = pl.col("customer_id").is_in(came.implode())
        yield merged(found.filter(inside | of_these), known).filter(inside)


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
    rows = open_store().scan(workspace_id, paths)
    return _newest(merged(rows, merges(workspace_id)), limit=limit, before=before)


def newest_first(
    workspace_id: int, *, where: pl.Expr, columns: Sequence[str], before: Place | None = None
) -> Iterator[pl.DataFrame]:
    """Yield rows for which a condition holds, newest first, from the newest files back; stop when there are enough.

    Each step reads more rows than the one before: what is rare is looked for in few steps, what is frequent in one.
    """
    files = list(_up_to(workspace_id, before).order_by("-seq_first").values_list("path", "row_count"))
    known, most = merges(workspace_id), FIRST_STEP
    while files:
        paths, row_count = list[str](), 0
        while files and row_count < most:
            path, count = files.pop(0)
            paths.append(path)
            row_count += count
        rows = merged(open_store().scan(workspace_id, paths).filter(where).select(columns), known)
        yield _before(rows, before).sort("seq", "position", descending=True).collect()
        most *= 4


def timeline(
    workspace_id: int, customer_id: int, *, limit: int, before: Place | None = None, where: pl.Expr | None = None
) -> pl.DataFrame:
    """Return a customer's newest rows, newest first; `before` is the (seq, position) of the last row seen.

    With `where`, only rows for which that holds.
    """
    known = merges(workspace_id)
    target = known.filter(pl.col("from_id") == customer_id)["to_id"]
    found_id = target.item() if len(target) else customer_id
    ids = [found_id, *known.filter(pl.col("to_id") == found_id)["from_id"]]
    paths = list(_up_to(workspace_id, before).values_list("path", flat=True))
    # Asked of the files and not of what they are merged into, so that what they say of their rows can be used.
    rows = open_store().scan(workspace_id, paths).filter(pl.col("customer_id").is_in(ids))
    if where is not None:
        rows = rows.filter(where)
    return _newest(rows.with_columns(customer_id=pl.lit(found_id, pl.Int64)), limit=limit, before=before)


def history(workspace_id: int) -> "Table":
    """Return the whole stream as a table of DuckDB, in no order, with the columns of `SCHEMA`."""
    paths = list(_live(workspace_id).order_by("seq_first").values_list("path", flat=True))
    rows, known = open_store().history(workspace_id, paths), merges(workspace_id)
    if known.is_empty():
        return rows
    # Slow to import, and most processes never ask.
    of = import_module("ibis").memtable(known.to_arrow())
    found = rows.left_join(of, rows.customer_id == of.from_id)
    now = found.to_id.coalesce(found.customer_id)
    return found.mutate(customer_id=now).drop("from_id", "to_id")


def merges(workspace_id: int) -> pl.DataFrame:
    """Return the customers who became others, `from_id` and `to_id`, as the customers room knows them."""
    (resolver,) = contributions("identity_resolver")
    known: pl.DataFrame = resolver.merges(workspace_id)
    return known


def merged(rows: pl.LazyFrame, known: pl.DataFrame) -> pl.LazyFrame:
    """Return rows with each customer as who they are now."""
    if known.is_empty():
        return rows
    return rows.with_columns(pl.col("customer_id").replace(known["from_id"], known["to_id"]))


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


def message_keys_by_file(
    workspace_id: int, *, after: int, up_to: int | None = None
) -> Iterator[tuple[int, pl.DataFrame]]:
    """Yield `message_key` and `seq` of all flushes in (after, up_to], file by file, each with the file's last flush."""
    wanted = pl.col("seq") > after
    files = _live(workspace_id).filter(seq_last__gt=after)
    if up_to is not None:
        wanted &= pl.col("seq") <= up_to
        files = files.filter(seq_first__lte=up_to)
    for path, last in list(files.order_by("seq_first").values_list("path", "seq_last")):
        rows = open_store().scan(workspace_id, [path]).filter(wanted)
        yield last, rows.select("seq", message_key()).collect()


def is_taken(workspace_id: int, path: str) -> bool:
    """Return whether a file of this name was ever committed and not deleted since."""
    return ManifestRow.objects.filter(workspace_id=workspace_id, path=path).exists()


def dead_letters(
    workspace_id: int, *, limit: int, before: int | None = None, code: str | None = None
) -> list[DeadLetter]:
    """Return the newest letters that were not sent again, newest first; `before` is the id of the last one seen."""
    rows = _letters(workspace_id).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    if code is not None:
        rows = rows.filter(code=code)
    return [row.to_value() for row in rows[:limit]]


def dead_letter(workspace_id: int, letter_id: int) -> DeadLetter:
    """Return a letter that was not sent again."""
    row = _letters(workspace_id).filter(pk=letter_id).first()
    if row is None:
        raise NotFound(f"There is no dead letter {letter_id} here.", field="id")
    return row.to_value()


def dead_letter_counts(workspace_id: int) -> dict[str, int]:
    """Return how many letters wait for someone, by code, the most frequent first."""
    counted = _letters(workspace_id).values_list("code").annotate(count=Count("id")).order_by("-count", "code")
    return dict(counted)


def _letters(workspace_id: int) -> QuerySet[DeadLetterRow]:
    return DeadLetterRow.objects.filter(workspace_id=workspace_id, replayed_at=None)


def _live(workspace_id: int) -> QuerySet[ManifestRow]:
    return ManifestRow.objects.filter(workspace_id=workspace_id, retired_at=None)


def _up_to(workspace_id: int, place: Place | None) -> QuerySet[ManifestRow]:
    files = _live(workspace_id)
    return files if place is None else files.filter(seq_first__lte=place[0])


def _scan(workspace_id: int, files: QuerySet[ManifestRow]) -> pl.LazyFrame:
    listed = list(files.order_by("seq_first").values_list("path", "is_by_customer"))
    rows = open_store().scan(workspace_id, [path for path, _ in listed])
    now = merged(rows, merges(workspace_id))
    return now.sort("seq", "position") if any(is_by_customer for _, is_by_customer in listed) else now


def _ends(rows: pl.LazyFrame, *, count: int) -> list[int]:
    """Return the customers at whom a stream is cut into about `count` pieces of like size."""
    met = rows.select(pl.col("customer_id").gather_every(_EVERY)).collect().to_series().drop_nulls().sort()
    places = [len(met) * number // count for number in range(1, count)]
    return met.gather(places).unique().sort().to_list() if len(met) else []


def _between(first: int | None, last: int | None, *, name: str = "customer_id") -> pl.Expr:
    """Return whether somebody lies in [first, last)."""
    inside = pl.col(name).is_not_null()
    if first is not None:
        inside &= pl.col(name) >= first
    return inside if last is None else inside & (pl.col(name) < last)


def _newest(rows: pl.LazyFrame, *, limit: int, before: Place | None) -> pl.DataFrame:
    return _before(rows, before).sort("seq", "position", descending=True).head(limit).collect()


def _before(rows: pl.LazyFrame, place: Place | None) -> pl.LazyFrame:
    if place is None:
        return rows
    seq, position = place
    return rows.filter((pl.col("seq") < seq) | ((pl.col("seq") == seq) & (pl.col("position") < position)))
