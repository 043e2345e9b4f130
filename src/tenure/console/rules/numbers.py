"""Count what the overview shows. The page and the API read the same values under the same names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from tenure.console.rules.days import WEEK
from tenure.events.rules.rows import TENURE
from tenure.journeys.rules.views import Graph


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day of the workspace."""

    day: date
    customer_event_count: int
    own_event_count: int
    active_customer_count: int
    entered_count: int
    sent_count: int


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in the last seven days, today included. A customer active on two days counts once."""

    active_customer_count: int
    event_count: int
    entered_count: int
    sent_count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Every number of the overview; journeys newest first, active ones before others."""

    customers: int
    events: int
    in_journeys: int
    mails_sent: int
    week: Week
    days: tuple[Day, ...]
    message_counts: dict[str, int]
    journeys: tuple[Graph, ...]


def by_day(events: pl.LazyFrame, days: Sequence[date], *, time_zone: str) -> tuple[tuple[Day, ...], Week]:
    """Return what events of the stream say of each of some days, and of the last seven of them."""
    is_own = pl.col("source") == TENURE
    active = pl.col("customer_id").filter(~is_own).drop_nulls()
    local = pl.col("occurred_at").dt.convert_time_zone(time_zone).dt.date()
    dated = events.select("source", "name", "customer_id", day=local)
    counts = [
        (~is_own).sum().alias("customers"),
        is_own.sum().alias("own"),
        active.n_unique().alias("active"),
        (is_own & (pl.col("name") == "journey_entered")).sum().alias("entered"),
        (is_own & (pl.col("name") == "message_sent")).sum().alias("sent"),
    ]
    recent = dated.filter(pl.col("day").is_in(days[-WEEK:]))
    daily, weekly = pl.collect_all([dated.group_by("day").agg(counts), recent.select(counts)])
    found = {day: Day(day, *numbers) for day, *numbers in daily.iter_rows()}
    customers, own, active, entered, sent = weekly.row(0)
    return (
        tuple(found.get(day) or Day(day, 0, 0, 0, 0, 0) for day in days),
        Week(active_customer_count=active, event_count=customers + own, entered_count=entered, sent_count=sent),
    )
