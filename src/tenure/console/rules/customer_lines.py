"""Describe customers in a list and on their own page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tenure.console.rules.lines import EventLine, Look
from tenure.console.rules.people import Person
from tenure.kernel.json import Json
from tenure.ui.rules.navigation import Label


@dataclass(frozen=True, slots=True)
class Facts:
    """What a list knows of its customers, each by id."""

    traits: Mapping[int, Mapping[str, Json]]
    stages: Mapping[int, str] = field(default_factory=dict)
    segments: Mapping[int, list[str]] = field(default_factory=dict)
    tags: Mapping[int, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Name:
    """Something with a name, and where those of its kind are listed."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class ListedCustomer:
    """One customer as the list of customers shows one; `more_count` of its segments are not shown."""

    who: Person
    user_id: str
    stage: Look
    segments: tuple[Name, ...]
    more_count: int
    tags: tuple[Name, ...]
    event_count: int
    active_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Option:
    """One of several that a filter can be set to; `count` says how many customers it leaves."""

    value: str
    name: Label
    count: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A saved view as one chooses it."""

    id: int
    name: str
    url: str
    is_chosen: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class TraitLine:
    """One trait of a customer: its value as text or as an instant, and whence and since when it was stated."""

    name: str
    text: str
    at_value: datetime | None = None
    source: str = ""
    stated_at: datetime | None = None
    note: Label = ""


@dataclass(frozen=True, slots=True)
class TraitGroups:
    """The traits of a customer by where they come from."""

    computed: tuple[TraitLine, ...]
    stated: tuple[TraitLine, ...]
    ignored: tuple[TraitLine, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a segment's predicate, and what it looked at."""

    text: str
    actual: str
    holds: bool


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """A segment as a customer's page shows it: whether the customer is in it, since when, and why."""

    key: str
    name: str
    url: str
    is_member: bool
    since: datetime | None
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry of the consent ledger as a page shows it."""

    channel: str
    purpose: str
    look: Look
    source: str
    text_version: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """What happened to a customer on one day, newest first."""

    name: str
    events: tuple[EventLine, ...]
