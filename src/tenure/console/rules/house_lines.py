"""Describe what pages about the house itself list: keys, audit entries, dead letters."""

from dataclasses import dataclass
from datetime import datetime

from tenure.console.rules.lines import Look


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key in a list; `scopes` is empty when it opens everything."""

    id: str
    name: str
    hint: str
    is_browser: bool
    scopes: tuple[str, ...]
    look: Look
    is_live: bool
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An audit entry in a list: who did what to what, with the addresses of the likes of it."""

    number: int
    look: Look
    who: str
    who_url: str
    subject: str
    subject_url: str
    fields: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several that a list can be narrowed to."""

    value: str
    name: str
    count: int | None
    url: str
    is_chosen: bool
