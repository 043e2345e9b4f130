"""Describe what the pages of insights list: metrics, weeks, cohorts, groups, stations of the map."""

from dataclasses import dataclass
from datetime import date

from tenure.console.rules.lines import Look
from tenure.ui.rules.lines import Lines
from tenure.ui.rules.navigation import Label

# The darkest of the classes h0 to h9.
DARKEST = 9


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines on a scale in words, over days in words."""

    label: str
    drawing: Lines
    ticks: tuple[str, ...]
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MetricTile:
    """A metric at its newest complete week; `move` says how it moved against the week before, `tone` whether well."""

    key: str
    name: Label
    meaning: Label
    value: str
    note: str
    move: str
    tone: str
    weekly: tuple[float, ...]
    line_label: str
    url: str


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week of a metric; `url` leads to the customers behind it."""

    starts_on: date
    value: str
    reached: int
    population: int
    is_complete: bool
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A share in a table, and how dark it is; both empty where it is yet to come."""

    text: str
    heat: str


@dataclass(frozen=True, slots=True)
class CohortLine:
    """Customers of one week and how many of them were active in those after."""

    starts_on: date
    size: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of customers nobody looks after."""

    key: str
    name: Label
    meaning: Label
    count: int
    share: float
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class JourneyAt:
    """A journey, and how many customers of a stage are in it."""

    key: str
    customers: int
    url: str


@dataclass(frozen=True, slots=True)
class StationLine:
    """A stage on the map: who is there, who came and left, and in which journeys they are."""

    key: str
    look: Look
    meaning: Label
    customers: int
    came: int
    left: int
    url: str
    journeys: tuple[JourneyAt, ...]


@dataclass(frozen=True, slots=True)
class MessageCell:
    """What customers of a stage got of a template, and how many of these were opened or clicked."""

    got: int
    opened: str
    heat: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A template, and what each stage got of it; None where nothing."""

    template: str
    url: str
    cells: tuple[MessageCell | None, ...]


def heat(share: float) -> str:
    """Return the class of a share from 0 to 1: h0 to h9."""
    return f"h{min(DARKEST, int(share * (DARKEST + 1)))}"
