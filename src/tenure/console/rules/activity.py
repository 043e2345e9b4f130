"""Count the stream by day, so that what came in since the last count can be added to it.

Sums add up; distinct customers do not, so each day keeps one bit for each customer: 125 kB for a million.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tenure.console.rules.days import WEEK, start_of
from tenure.console.rules.numbers import Day, Week
from tenure.events.rules.rows import INSTANT, TENURE

SUMS = ("customer_events", "own_events", "entered", "sent")
BITS = 8


@dataclass(frozen=True, slots=True)
class Activity:
    """What the stream holds of some days up to a `seq`: per day the `SUMS`, and a bit for each active customer."""

    days: tuple[date, ...]
    time_zone: str
    seq: int
    sums: NDArray[np.int64]
    active: NDArray[np.uint8]


def counted(events: pl.LazyFrame, days: Sequence[date], *, time_zone: str, seq: int) -> Activity:
    """Return what some events up to a `seq`, of any time, say of some days of a workspace."""
    rows = _dated(events, days, time_zone=time_zone).collect()
    is_own = pl.col("is_own")
    by_day = rows.group_by("day").agg(
        customer_events=(~is_own).sum(),
        own_events=is_own.sum(),
        entered=(is_own & (pl.col("name") == "journey_entered")).sum(),
        sent=(is_own & (pl.col("name") == "message_sent")).sum(),
    )
    sums = np.zeros((len(days), len(SUMS)), np.int64)
    sums[by_day["day"].to_numpy()] = by_day.select(SUMS).to_numpy()
    active = rows.filter(~is_own, pl.col("customer_id").is_not_null())
    bits = _bits(active["day"].to_numpy(), active["customer_id"].to_numpy(), height=len(days))
    return Activity(tuple(days), time_zone, seq, sums, bits)


def joined(before: Activity, since: Activity) -> Activity:
    """Return what two parts of a stream, the second after the first, say of the same days."""
    width = max(before.active.shape[1], since.active.shape[1])
    active = _widened(before.active, width) | _widened(since.active, width)
    return Activity(before.days, before.time_zone, since.seq, before.sums + since.sums, active)


def daily_numbers(activity: Activity) -> tuple[Day, ...]:
    """Return the numbers of each day."""
    distinct = np.bitwise_count(activity.active).sum(axis=1, dtype=np.int64).tolist()
    return tuple(
        Day(day, customer_events, own_events, active, entered, sent)
        for day, (customer_events, own_events, entered, sent), active in zip(
            activity.days, activity.sums.tolist(), distinct, strict=True
        )
    )


def weekly_numbers(activity: Activity) -> Week:
    """Return the numbers of the last seven days together."""
    customer_events, own_events, entered, sent = activity.sums[-WEEK:].sum(axis=0).tolist()
    in_week = np.bitwise_or.reduce(activity.active[-WEEK:], axis=0)
    return Week(
        active_customer_count=int(np.bitwise_count(in_week).sum()),
        event_count=customer_events + own_events,
        entered_count=entered,
        sent_count=sent,
    )


def _dated(events: pl.LazyFrame, days: Sequence[date], *, time_zone: str) -> pl.LazyFrame:
    """Return the events of the days, each with the place of its day."""
    bounds = [start_of(day, time_zone=time_zone) for day in (*days, days[-1] + timedelta(days=1))]
    within = (pl.col("occurred_at") >= bounds[0]) & (pl.col("occurred_at") < bounds[-1])
    starts = pl.lit(pl.Series(bounds, dtype=INSTANT))
    return events.filter(within).select(
        "name",
        "customer_id",
        is_own=pl.col("source") == TENURE,
        day=starts.search_sorted(pl.col("occurred_at"), side="right").cast(pl.Int64) - 1,
    )


def _bits(days: NDArray[np.int64], customers: NDArray[np.int64], *, height: int) -> NDArray[np.uint8]:
    width = int(customers.max()) // BITS + 1 if len(customers) else 0
    bits = np.zeros((height, width), np.uint8)
    np.bitwise_or.at(bits, (days, customers // BITS), np.left_shift(1, customers % BITS).astype(np.uint8))
    return bits


def _widened(bits: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    return np.pad(bits, ((0, 0), (0, width - bits.shape[1])))
