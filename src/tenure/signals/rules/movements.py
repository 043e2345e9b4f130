"""Count who came into and went out of segments, and who moved between stages, by day."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from tenure.events.rules.rows import TENURE

MOVED: Final = ("segment_entered", "segment_left", "stage_changed")
BY_SEGMENT: Final = pl.Schema(
    {"day": pl.Date(), "segment": pl.String(), "entered_count": pl.Int64(), "left_count": pl.Int64()}
)
BY_STAGE: Final = pl.Schema({"day": pl.Date(), "from": pl.String(), "to": pl.String(), "count": pl.Int64()})


@dataclass(frozen=True, slots=True)
class Movements:
    """What the stream up to `seq` tells of segments and stages: one row a day (in `zone`) and segment or step."""

    seq: int
    zone: str
    segments: pl.DataFrame
    stages: pl.DataFrame


@dataclass(frozen=True, slots=True)
class DayMoves:
    """How many came into a segment and went out of it on one day."""

    day: date
    entered_count: int
    left_count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many moved from one stage to another."""

    before: str
    after: str
    count: int


def counted(rows: pl.LazyFrame, *, seq: int, zone: str) -> Movements:
    """Return what rows of the stream (`events.rules.rows.SCHEMA`) tell of segments and stages."""
    told = rows.filter(pl.col("source") == TENURE, pl.col("name").is_in(MOVED)).select(
        "name", "properties", day=pl.col("occurred_at").dt.convert_time_zone(zone).dt.date()
    )
    moved = told.collect()
    inside = moved.filter(pl.col("name") != "stage_changed").with_columns(segment=_said("segment"))
    staged = moved.filter(pl.col("name") == "stage_changed")
    segments = inside.group_by("day", "segment").agg(
        entered_count=(pl.col("name") == "segment_entered").sum().cast(pl.Int64),
        left_count=(pl.col("name") == "segment_left").sum().cast(pl.Int64),
    )
    steps = staged.select("day", _said("previous_stage").alias("from"), _said("stage").alias("to"))
    stages = steps.group_by("day", "from", "to").agg(count=pl.len().cast(pl.Int64))
    return Movements(seq, zone, segments.select(BY_SEGMENT.names()), stages.select(BY_STAGE.names()))


def joined(before: Movements, after: Movements) -> Movements:
    """Return what two parts of the stream tell, one after the other."""
    segments = pl.concat([before.segments, after.segments]).group_by("day", "segment").sum()
    stages = pl.concat([before.stages, after.stages]).group_by("day", "from", "to").sum()
    return Movements(after.seq, after.zone, segments.select(BY_SEGMENT.names()), stages.select(BY_STAGE.names()))


def daily(moved: Movements, segment: str, days: list[date]) -> list[DayMoves]:
    """Return how many came and went on each of some days."""
    own = moved.segments.filter(pl.col("segment") == segment)
    known = {row["day"]: (row["entered_count"], row["left_count"]) for row in own.iter_rows(named=True)}
    return [DayMoves(day, *known.get(day, (0, 0))) for day in days]


def total(moved: Movements, segment: str) -> int:
    """Return how many times anybody came into a segment or went out of it."""
    own = moved.segments.filter(pl.col("segment") == segment)
    return int(own["entered_count"].sum()) + int(own["left_count"].sum())


def net_since(moved: Movements, first: date) -> dict[str, int]:
    """Return by how many each segment grew since the start of a day, by events alone."""
    net = pl.col("entered_count").sum() - pl.col("left_count").sum()
    rows = moved.segments.filter(pl.col("day") >= first).group_by("segment").agg(net)
    return dict(rows.iter_rows())


def progression(moved: Movements, first: date) -> list[Progress]:
    """Return how many moved from stage to stage since the start of a day, the most frequent steps first."""
    rows = moved.stages.filter(pl.col("day") >= first).group_by("from", "to").agg(pl.col("count").sum())
    return [Progress(*row) for row in rows.sort("count", "from", "to", descending=[True, False, False]).iter_rows()]


def _said(name: str) -> pl.Expr:
    return pl.col("properties").str.json_path_match(f"$.{name}")
