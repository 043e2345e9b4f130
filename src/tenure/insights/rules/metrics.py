"""Say what a metric is: a number for each week, and the customers behind it.

The number and its rows come of the same expressions, so they cannot disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Literal, Protocol

import polars as pl

from tenure.insights.rules.lives import WEEK, Lives, spells, starts_at, stays, this_week
from tenure.insights.rules.settings import Settings

# How many weeks a metric shows; the last is the one that runs.
SHOWN: Final = 12
Better = Literal["higher", "lower"]
Source = Literal["lives", "spells", "stays"]


class Unit(StrEnum):
    """How a metric is counted."""

    COUNT = "count"  # customers
    RATE = "rate"  # a share of them, 0 to 1
    HOURS = "hours"  # the median of a duration


class Label(Protocol):
    """A text in the reader's language."""

    def __str__(self) -> str:
        """Return the text."""


@dataclass(frozen=True, slots=True)
class Known:
    """What metrics are told: lives, the `customer_id` and `stage` of everybody now, and what counts as value."""

    lives: Lives
    stages: pl.DataFrame
    settings: Settings


@dataclass(frozen=True, slots=True)
class Scope:
    """One week, numbered since the lives' `since`."""

    known: Known
    week: int

    @property
    def lives(self) -> Lives:
        """Return what the stream says of customers."""
        return self.known.lives

    @property
    def settings(self) -> Settings:
        """Return what counts as value."""
        return self.known.settings

    @property
    def starts_at(self) -> datetime:
        """Return the first instant of the week."""
        return starts_at(self.lives, self.week)

    @property
    def ends_at(self) -> datetime:
        """Return the first instant after the week."""
        return starts_at(self.lives, self.week + 1)


Telling = Callable[[Scope], pl.Expr]


@dataclass(frozen=True, slots=True)
class Metric:
    """A number a week over a frame: `LIVES`, or the rows of `spells` or `stays`.

    `population` says of each row whether it is asked about; `reached` whether it counts (all do when there is none);
    `amount` the hours of each that counts, of which the median is taken. A week is complete `matures` after its end.
    """

    key: str
    name: Label
    meaning: Label
    unit: Unit
    better: Better
    population: Telling
    reached: Telling | None = None
    amount: Telling | None = None
    matures: Callable[[Settings], timedelta] = lambda _: timedelta(0)
    source: Source = "lives"
    needs_value: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """What a metric was in a week: `value` is None where there is nobody to ask about."""

    starts_on: date
    value: float | None
    reached: int
    population: int
    is_complete: bool


def series(metric: Metric, known: Known, *, now: datetime, weeks: int = SHOWN) -> tuple[Point, ...]:
    """Return the last weeks of a metric, the one that runs last."""
    last = this_week(known.lives, now)
    scopes = [Scope(known, week) for week in range(max(0, last - weeks + 1), last + 1)]
    found = _frame(metric, known).select(
        each.alias(f"{name}_{scope.week}") for scope in scopes for name, each in _asked(metric, scope)
    )
    values = found.row(0, named=True)
    return tuple(_point(metric, scope, values, now=now) for scope in scopes)


def newest(points: tuple[Point, ...]) -> Point | None:
    """Return the last point that is complete."""
    return next((point for point in reversed(points) if point.is_complete), None)


def customers(metric: Metric, scope: Scope) -> pl.DataFrame:
    """Return who is behind a week of a metric: `customer_id` and `has_reached`, sorted."""
    reached = pl.lit(value=True) if metric.reached is None else metric.reached(scope).fill_null(value=False)
    found = _frame(metric, scope.known).filter(metric.population(scope)).select("customer_id", has_reached=reached)
    return found.group_by("customer_id").agg(pl.col("has_reached").any()).sort("customer_id")


def ended(scope: Scope) -> pl.Expr:
    """Return whether a subscription ended in the week."""
    return pl.col("ends_at").is_between(scope.starts_at, scope.ends_at, closed="left")


def _frame(metric: Metric, known: Known) -> pl.DataFrame:
    match metric.source:
        case "lives":
            return known.lives.rows
        case "spells":
            return spells(known.lives)
        case "stays":
            return stays(known.lives, known.stages)


def _asked(metric: Metric, scope: Scope) -> list[tuple[str, pl.Expr]]:
    asked = metric.population(scope).fill_null(value=False)
    reached = asked if metric.reached is None else asked & metric.reached(scope).fill_null(value=False)
    found = [("population", asked.sum()), ("reached", reached.sum())]
    if metric.amount is not None:
        found.append(("median", metric.amount(scope).filter(reached).median()))
    return found


def _point(metric: Metric, scope: Scope, values: dict[str, float], *, now: datetime) -> Point:
    reached, population = int(values[f"reached_{scope.week}"]), int(values[f"population_{scope.week}"])
    value: float | None
    match metric.unit:
        case Unit.COUNT:
            value = float(reached)
        case Unit.RATE:
            value = reached / population if population else None
        case Unit.HOURS:
            value = values[f"median_{scope.week}"]
    ripe_at = scope.ends_at + metric.matures(scope.settings)
    return Point(scope.lives.since + scope.week * WEEK, value, reached, population, ripe_at <= now)
