"""Number the days and minutes of a workspace, and find the instants at which they begin."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

Instants = NDArray[np.int64]  # microseconds since 1970 in UTC

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = np.iinfo(np.int64).max
MINUTE = 60_000_000
# Where a clock is set forward at midnight the day begins at the first instant that exists. Islands that moved
# across the date line left a whole day out.
_GAPS = (0, 30, 60, 120, 1_440)


def microseconds(instant: datetime) -> int:
    """Return an instant as microseconds since 1970."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def instant(value: int) -> datetime:
    """Return the instant of some microseconds since 1970."""
    return EPOCH + timedelta(microseconds=value)


def day_number(now: datetime, *, zone: str) -> int:
    """Return the number of the day that it is in a zone."""
    return (now.astimezone(ZoneInfo(zone)).date() - EPOCH.date()).days


def minute_number(now: datetime) -> int:
    """Return the number of the minute that it is."""
    return microseconds(now) // MINUTE


def day_of(name: str, *, zone: str) -> pl.Expr:
    """Return the number of the day on which an instant lies in a zone."""
    return pl.col(name).dt.convert_time_zone(zone).dt.date().cast(pl.Int32)


def minute_of(name: str) -> pl.Expr:
    """Return the number of the minute in which an instant lies."""
    return (pl.col(name).dt.epoch("us") // MINUTE).cast(pl.Int32)


def beginnings_of_days(days: Instants, *, zone: str) -> Instants:
    """Return the instant at which each numbered day begins in a zone."""
    distinct, places = np.unique(days, return_inverse=True)
    starts = np.array([_beginning(day, zone) for day in distinct.tolist()], dtype=np.int64)
    return starts[places]


@lru_cache(10_000)  # few days are asked for, again and again
def _beginning(day: int, zone: str) -> int:
    midnight = pl.Series("day", [day], dtype=pl.Int32).cast(pl.Date).cast(pl.Datetime("us"))
    tries = [
        (midnight + timedelta(minutes=gap)).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        for gap in _GAPS
    ]
    return int(pl.select(pl.coalesce(tries)).to_series().dt.epoch("us")[0])
