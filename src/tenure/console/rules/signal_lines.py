"""Describe what pages about segments, traits and stages list."""

from dataclasses import dataclass
from datetime import datetime

from tenure.console.rules.lines import Look
from tenure.console.rules.people import Person
from tenure.ui.rules.navigation import Label


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A segment in a list or on its page; `count` is None while the worker still applies its definition."""

    key: str
    name: str
    words: str
    text: str
    count: int | None
    grown: str
    tone: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A customer who came into a segment or went out of it."""

    key: str
    who: Person | None
    look: Look
    at: datetime


@dataclass(frozen=True, slots=True)
class TraitLine:
    """A trait in a list."""

    key: str
    is_own: bool
    type: Label
    words: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageLine:
    """A lifecycle stage with its customers."""

    key: str
    look: Look
    meaning: Label
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """How many moved from one stage to another."""

    before: Look
    after: Look
    count: int
    most: int
