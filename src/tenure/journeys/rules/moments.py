"""Say when something is decided: at one instant for everybody, or at each row's own."""

from datetime import datetime
from functools import lru_cache
from typing import Final, TypeAlias

import polars as pl

from tenure.journeys.rules.runs import INSTANT

Now: TypeAlias = datetime | pl.Expr

NOW: Final = "now"  # the column in which frames carry it
EACH: Final = pl.col(NOW)


def stamped(frame: pl.DataFrame, now: Now) -> pl.DataFrame:
    """Return a frame with the instant of each row; a frame that has them already says so by EACH."""
    if isinstance(now, datetime):
        return frame.hstack([_one(now).new_from_index(0, frame.height)])
    return frame if now is EACH else frame.with_columns(now.alias(NOW))


@lru_cache(maxsize=16)
def _one(now: datetime) -> pl.Series:
    return pl.Series(NOW, [now], dtype=INSTANT)


def instants(now: Now) -> pl.Expr:
    """Return the instant of each row."""
    return pl.lit(now, INSTANT) if isinstance(now, datetime) else now
