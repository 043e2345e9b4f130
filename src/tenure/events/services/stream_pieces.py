"""Give away the whole stream piece by piece, with flat memory."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import polars as pl

from tenure.events import queries
from tenure.events.models import ManifestRow

PIECE: Final = 100_000  # rows, unless one file alone has more


def pieces(
    workspace_id: int, *, since: datetime | None = None, until: datetime | None = None, rows: int = PIECE
) -> Iterator[pl.DataFrame]:
    """Yield the stream, oldest first, of the time from `since` to just before `until`.

    Each piece asks anew which files there are, so that files may be joined while the export goes on.
    """
    after = 0
    while (up_to := _end(workspace_id, after=after, rows=rows)) is not None:
        piece = queries.since(workspace_id, after=after, up_to=up_to)
        after = up_to
        if since is not None:
            piece = piece.filter(pl.col("occurred_at") >= since)
        if until is not None:
            piece = piece.filter(pl.col("occurred_at") < until)
        if not piece.is_empty():
            yield piece


def _end(workspace_id: int, *, after: int, rows: int) -> int | None:
    """Return the `seq` with which the next piece ends, or None after the last."""
    live = ManifestRow.objects.filter(workspace_id=workspace_id, retired_at=None, seq_last__gt=after)
    end, total = None, 0
    for seq_last, row_count in live.order_by("seq_first").values_list("seq_last", "row_count"):
        total += row_count
        if end is not None and total > rows:
            break
        end = seq_last
    return end
