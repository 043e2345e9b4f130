"""Describe what pages list: tiles, events, customers, messages, journeys."""

from dataclasses import dataclass
from datetime import datetime

from tenure.console.rules.people import Person
from tenure.console.rules.properties import Property
from tenure.ui.rules.bars import Bar, Bars
from tenure.ui.rules.journey_graph import DrawnGraph
from tenure.ui.rules.navigation import Label


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of thing is named, signed and colored."""

    name: Label
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One number with its rows, its course and its meaning; `key` is its name in the API."""

    key: str
    name: Label
    value: int
    url: str
    daily: tuple[int, ...]
    line_label: Label
    note: str
    meaning: Label


@dataclass(frozen=True, slots=True)
class Column:
    """One day of a chart: its bar, where a pointer meets it, and what it says."""

    bar: Bar
    left: int
    url: str
    label: str
    tick: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its columns."""

    label: Label
    drawing: Bars
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as a list shows it; `key` names it within the workspace, `url` leads to what it speaks of."""

    key: str
    look: Look
    url: str
    who: Person | None
    properties: tuple[Property, ...]
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One customer as a list shows one."""

    who: Person
    user_id: str
    event_count: int
    source: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """A state of messages, how many are in it, and where they are listed."""

    key: str
    name: Label
    tone: str
    url: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message as a list shows it; `at` is when it reached its state."""

    public_id: str
    who: Person
    title: str
    journey: str | None
    look: Look
    state: str
    reason: Label
    at: datetime
    deferred_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """What a customer agreed to, by channel and purpose."""

    channel: str
    purpose: str
    look: Look
    at: datetime


@dataclass(frozen=True, slots=True)
class JourneyLine:
    """One journey as a list shows it."""

    key: str
    name: str
    look: Look
    version: int
    url: str
    here_url: str
    entered_count: int
    here_count: int
    completed_count: int
    goal_rate: float | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One customer's way through a journey as the customer's page shows it."""

    journey: str
    name: str
    version: int
    look: Look
    node: str
    reason: str
    at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """One arrival at a step of a journey as a list shows it; `key` names it within the list."""

    key: str
    who: Person | None
    look: Look
    at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class StuckLine:
    """Somebody who could not go on in a journey: at which node of which version, and why."""

    key: str
    who: Person | None
    node: str
    version: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a journey as a table shows it; its two addresses list who entered it, and who is there."""

    id: str
    title: Label
    detail: str
    url: str
    here_url: str
    entered_count: int
    here_count: int


@dataclass(frozen=True, slots=True)
class JourneyCard:
    """A journey as a drawing and a table."""

    key: str
    name: str
    look: Look
    version: int
    drawing: DrawnGraph
    steps: tuple[Step, ...]
    url: str
    here_url: str
    entered_count: int
    here_count: int
