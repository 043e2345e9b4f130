"""Draw one map of the way of customers: how many stand where, who moved, and which journeys and messages met them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tenure.signals.rules.movements import Progress

# Over how many days moves and messages are counted.
DAYS: Final = 30
# In the order of the way; see `signals.rules.built_in.STAGES` for what each means.
STATIONS: Final = ("new", "engaged", "loyal", "at_risk", "canceled", "won_back")
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Met:
    """A journey or template, and how many customers of a stage are in it or got it."""

    key: str
    customers: int


@dataclass(frozen=True, slots=True)
class Station:
    """A stage: how many are in it, how many came to it and left it, and which journeys they are in."""

    stage: str
    customers: int
    came: int
    left: int
    journeys: tuple[Met, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many messages of a template customers of a stage got, and how many of these were opened or clicked."""

    got: int
    opened: int


@dataclass(frozen=True, slots=True)
class LifecycleMap:
    """The stations in the order of the way, the steps between them, and what messages met whom."""

    stations: tuple[Station, ...]
    steps: tuple[Progress, ...]
    templates: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]


def lifecycle_map(
    stages: pl.DataFrame, steps: Sequence[Progress], *, on_the_way: pl.DataFrame, reached: pl.DataFrame
) -> LifecycleMap:
    """Return the map. `stages` has `customer_id` and `stage` of everybody, `on_the_way` `customer_id` and `journey`.

    `reached` has `customer_id`, `template` and `is_opened` of each message. A customer is counted where they are now.
    """
    counts = dict(stages.group_by("stage").len().iter_rows())
    inside = on_the_way.join(stages, on="customer_id").group_by("stage", "journey").len().sort("len", "journey")
    met = {
        stage: tuple(Met(key, count) for _, key, count in rows.reverse().iter_rows())
        for (stage,), rows in inside.group_by("stage", maintain_order=True)
    }
    stations = tuple(_station(stage, counts.get(stage, 0), steps, met.get(stage, ())) for stage in STATIONS)
    got = (
        reached.join(stages, on="customer_id")
        .group_by("stage", "template")
        .agg(pl.len().alias("got"), pl.col("is_opened").sum().alias("opened"))
    )
    most = got.group_by("template").agg(pl.col("got").sum()).sort("got", "template", descending=[True, False])
    shown = tuple(most["template"].head(SHOWN))
    cells = {
        (row["stage"], row["template"]): Cell(row["got"], row["opened"])
        for row in got.iter_rows(named=True)
        if row["template"] in shown
    }
    return LifecycleMap(stations, tuple(steps), shown, cells)


def _station(stage: str, customers: int, steps: Sequence[Progress], journeys: tuple[Met, ...]) -> Station:
    came = sum(step.count for step in steps if step.after == stage)
    left = sum(step.count for step in steps if step.before == stage)
    return Station(stage, customers, came, left, journeys)
