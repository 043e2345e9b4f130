"""Take back events of one name that customers no longer agree to be kept, down to the bytes of the files."""

from datetime import datetime
from typing import Final

import polars as pl

from tenure.events.rules.rows import INSTANT
from tenure.events.services.rewrite_files import holding, rewrite

# Whose events, and up to which instant: each customer once.
BOUNDS: Final = pl.Schema({"customer_id": pl.Int64(), "up_to": INSTANT})


def is_kept(workspace_id: int, name: str, bounds: pl.DataFrame) -> bool:
    """Return whether the files hold any such event (columns of `BOUNDS`)."""
    return bool(holding(workspace_id, _such(name, bounds)))


def take_back(workspace_id: int, name: str, bounds: pl.DataFrame, *, now: datetime) -> int:
    """Remove the events of a name that happened to each customer up to an instant; return how many."""
    such = _such(name, bounds)
    found = holding(workspace_id, such)
    rewrite(workspace_id, found, such, now=now, beside=lambda: None)
    return sum(each.rows.height for each in found if each.is_live)


def _such(name: str, bounds: pl.DataFrame) -> pl.Expr:
    up_to = pl.col("customer_id").replace_strict(
        bounds["customer_id"], bounds["up_to"], default=None, return_dtype=INSTANT
    )
    return (pl.col("kind") == "track") & (pl.col("name") == name) & (pl.col("occurred_at") <= up_to)
