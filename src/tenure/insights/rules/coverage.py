"""See whom nobody looks after: untouched, without owner, in no journey, or written to too often."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

UNTOUCHED: Final = timedelta(days=90)
CROWDED: Final = timedelta(days=7)
TOO_MANY: Final = 7
GROUPS: Final = ("untouched", "ownerless", "in_no_journey", "over_contacted")
PEOPLE: Final = pl.Schema(
    {
        "customer_id": pl.Int64(),
        "first_at": pl.Datetime("us", "UTC"),
        "touched_at": pl.Datetime("us", "UTC"),
        "is_ownerless": pl.Boolean(),
        "is_in_journey": pl.Boolean(),
        "message_count": pl.Int64(),  # of the last 7 days
    }
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many customers are in each group of `GROUPS`, of all who have not canceled."""

    customers: int
    counts: dict[str, int]


def groups(now: datetime) -> dict[str, pl.Expr]:
    """Return who belongs to each group, of a frame with the columns of `PEOPLE`.

    Who came within the last 90 days and was not written to yet is not untouched.
    """
    last = pl.max_horizontal("touched_at", "first_at")
    return {
        "untouched": last < now - UNTOUCHED,
        "ownerless": pl.col("is_ownerless"),
        "in_no_journey": ~pl.col("is_in_journey"),
        "over_contacted": pl.col("message_count") > TOO_MANY,
    }


def coverage(people: pl.DataFrame, *, now: datetime) -> Coverage:
    """Return how many customers (`PEOPLE`) are in each group."""
    counts = people.select(each.fill_null(value=False).sum().alias(key) for key, each in groups(now).items())
    return Coverage(people.height, {key: int(count) for key, count in counts.row(0, named=True).items()})


def members(people: pl.DataFrame, group: str, *, now: datetime) -> pl.Series:
    """Return the customers of a group, sorted."""
    return people.filter(groups(now)[group])["customer_id"].sort()
