"""Define traits and segments: what is known of a customer, and who belongs together."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from tenure.kernel.errors import BadInput
from tenure.kernel.expressions.tree import Expression, Type
from tenure.signals.rules.windows import Window

Aggregate = Literal[
    "count", "sum", "min", "max", "distinct", "first", "last", "active_days", "streak", "trend", "engagement"
]

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
# Engines would take these names for patterns, or for none.
_UNREADABLE: Final = re.compile(r"""\*|\^.*\$|.*["\\\x00-\x1f\ud800-\udfff].*""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class EventTrait:
    """A trait computed from the customer's own events.

    `events` are names of track events; `*` stands for every act (track, page, screen) of the customer,
    `kind:page` for events of a kind, `page:NAME` and `screen:NAME` for pages and screens of a name.
    """

    key: str
    aggregate: Aggregate
    events: tuple[str, ...]
    property: str | None = None
    window: Window | None = None
    where: Expression | None = None
    type: Type = "number"


@dataclass(frozen=True, slots=True)
class ProfileTrait:
    """A trait that identify calls state, read as one type; a value of another type counts as unknown."""

    key: str
    type: Type


@dataclass(frozen=True, slots=True)
class DerivedTrait:
    """A trait computed from other traits of the same customer."""

    key: str
    expression: Expression


Trait = EventTrait | ProfileTrait | DerivedTrait


@dataclass(frozen=True, slots=True)
class Segment:
    """A live group: everyone for whom the predicate holds now."""

    key: str
    name: str
    where: Expression


def checked_key(key: str, *, field: str = "key") -> str:
    """Return a key that a trait or segment may have; BadInput when it may not."""
    if not _KEY.fullmatch(key):
        raise BadInput(
            f"{key!r} is no key; use small letters, digits and _, a letter first, at most 60 in all.", field=field
        )
    return key


def is_hidden(key: str) -> bool:
    """Return whether a segment is one that another room keeps for itself: no key that people choose has a dot."""
    return "." in key


def is_readable(name: str) -> bool:
    """Return whether the value under a name that clients chose can be read: a property, or a stated trait."""
    return not _UNREADABLE.fullmatch(name)
