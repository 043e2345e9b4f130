"""Keep a large base and a small overlay of newer rows, both sorted by customer."""

from datetime import datetime, timedelta

import polars as pl

FOLD_SHARE = 0.05
FOLD_PAUSE = timedelta(minutes=1)


def replaced(older: pl.DataFrame, newer: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of both, sorted by customer; where both have one, the newer."""
    kept = older.join(newer, on="customer_id", how="anti")
    return pl.concat([kept, newer]).sort("customer_id")


def found(base: pl.DataFrame, overlay: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """Return the current rows of some customers, sorted by customer; who has none is left out."""
    newer = _picked(overlay, ids)
    older = _picked(base, ids.filter(~ids.is_in(newer["customer_id"].implode())))
    return pl.concat([newer, older]).sort("customer_id")


def must_fold(*, base_count: int, overlay_count: int, folded_at: datetime | None, now: datetime) -> bool:
    """Return whether the overlay has become large, or old, enough to be folded into the base."""
    is_large = overlay_count > base_count * FOLD_SHARE
    return is_large or folded_at is None or now - folded_at >= FOLD_PAUSE


def _picked(rows: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """Return the rows of some customers by binary search: a tick must not read all of the base."""
    places = rows["customer_id"].search_sorted(ids).unique()
    candidates = rows[places.filter(places < rows.height)]
    return candidates.filter(pl.col("customer_id").is_in(ids.implode()))
