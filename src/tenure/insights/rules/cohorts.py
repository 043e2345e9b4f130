"""Follow those who came together: what share of each week's new customers is still active, week by week."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

import polars as pl

from tenure.insights.rules.lives import WEEK, Lives, spells, this_week, was_active, week_of

SHOWN: Final = 12
# Groups with fewer customers are put together: a curve of three people is noise.
SMALLEST: Final = 10
MOST_GROUPS: Final = 6
OTHERS: Final = ""
Split = Literal["first_event", "plan"]


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers who came in one week: `active[n]` of them did anything in the nth week after; None is yet to come."""

    starts_on: date
    size: int
    active: tuple[int | None, ...]

    def rate(self, week: int) -> float | None:
        """Return the share that was active in the nth week after the first."""
        count = self.active[week]
        return None if count is None or not self.size else count / self.size


@dataclass(frozen=True, slots=True)
class Curve:
    """What share of a group is active n weeks after its first; `sizes[n]` had the time to be."""

    group: str
    rates: tuple[float | None, ...]
    sizes: tuple[int, ...]


def cohorts(lives: Lives, *, now: datetime, weeks: int = SHOWN) -> tuple[Cohort, ...]:
    """Return the cohorts of the last weeks, oldest first; the week that runs counts only when it is over."""
    last, born = this_week(lives, now), week_of("first_at", lives)
    first = max(0, last - weeks)
    found = (
        lives.rows.filter(born.is_between(first, last - 1))
        .group_by(born.alias("born"))
        .agg(size=pl.len(), **{f"week_{n}": was_active(born + n).sum() for n in range(weeks)})
    )
    rows = {row["born"]: row for row in found.iter_rows(named=True)}
    return tuple(_cohort(lives, born, rows.get(born), last=last, weeks=weeks) for born in range(first, last))


def curves(lives: Lives, split: Split | None, *, now: datetime, weeks: int = SHOWN) -> tuple[Curve, ...]:
    """Return how groups of customers stay, the largest first; one of all without `split`.

    Each point has those who came at least so many whole weeks ago, so a young group has a short curve.
    """
    last, born = this_week(lives, now), week_of("first_at", lives)
    rows = _grouped(lives, split).filter(born.is_between(0, last - 1))
    had_time = {n: born + n < last for n in range(weeks)}
    counted = rows.group_by("group").agg(
        **{f"size_{n}": had.sum() for n, had in had_time.items()},
        **{f"active_{n}": (had & was_active(born + n)).sum() for n, had in had_time.items()},
    )
    ordered = counted.sort(pl.col("group") == OTHERS, -pl.col("size_0").cast(pl.Int64), "group")
    return tuple(
        Curve(
            row["group"],
            tuple(row[f"active_{n}"] / row[f"size_{n}"] if row[f"size_{n}"] else None for n in range(weeks)),
            tuple(row[f"size_{n}"] for n in range(weeks)),
        )
        for row in ordered.iter_rows(named=True)
    )


def _cohort(lives: Lives, born: int, row: dict[str, int] | None, *, last: int, weeks: int) -> Cohort:
    ripe = [n if born + n < last else None for n in range(weeks)]
    active = tuple(None if n is None else int(row[f"week_{n}"]) if row else 0 for n in ripe)
    return Cohort(lives.since + born * WEEK, int(row["size"]) if row else 0, active)


def _grouped(lives: Lives, split: Split | None) -> pl.DataFrame:
    """Return lives with a `group`: rare ones are `OTHERS`."""
    if split is None:
        return lives.rows.with_columns(group=pl.lit("all"))
    rows = lives.rows
    if split == "plan":
        first = spells(lives).sort("starts_at").group_by("customer_id", maintain_order=True).first()
        rows = rows.join(first.select("customer_id", "plan"), on="customer_id", how="left")
    named = rows.with_columns(group=pl.col(split).fill_null(OTHERS))
    sizes = named.filter(pl.col("group") != OTHERS)["group"].value_counts(sort=True, name="size")
    kept = sizes.filter(pl.col("size") >= SMALLEST).head(MOST_GROUPS)["group"]
    return named.with_columns(
        group=pl.when(pl.col("group").is_in(kept.implode())).then("group").otherwise(pl.lit(OTHERS))
    )
