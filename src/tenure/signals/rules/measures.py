"""Say what is kept of events, so that traits can be computed without reading events again.

A measure selects events and says what is kept of them for each customer and bucket of time. What is kept of two
sets of events can be joined, in any order; so any batching of the same events keeps the same. Traits that
differ only in their window share a measure.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from tenure.kernel.expressions.text import spelled
from tenure.kernel.ids import stable_hash
from tenure.signals.rules.definitions import Aggregate, EventTrait

Bucket = Literal["day", "minute", "all"]
Family = Literal["counts", "amounts", "firsts", "lasts", "members"]

_KEEPS: Final[dict[Aggregate, Family]] = {
    "count": "counts",
    "active_days": "counts",
    "streak": "counts",
    "engagement": "counts",
    "trend": "counts",
    "sum": "amounts",
    "min": "amounts",
    "max": "amounts",
    "distinct": "members",
    "first": "firsts",
    "last": "lasts",
}
_BY_DAY: Final = ("active_days", "streak", "engagement")


@dataclass(frozen=True, slots=True)
class Measure:
    """Which events are looked at, and what is kept of them; days are those of `zone`."""

    events: tuple[str, ...]
    where: str
    property: str
    bucket: Bucket
    keeps: Family
    zone: str

    def number(self) -> int:
        """Return the number under which it is kept: the same for the same measure, forever."""
        return _number(self)


@lru_cache(10_000)
def _number(measure: Measure) -> int:
    parts = (*measure.events, "", measure.where, measure.property, measure.bucket, measure.keeps, measure.zone)
    return stable_hash("measure", *parts) >> 1


def measure_of(trait: EventTrait, *, zone: str) -> Measure:
    """Return what must be kept for a trait."""
    bucket: Bucket = "all"
    if trait.window is not None:
        bucket = trait.window.unit
    elif trait.aggregate in _BY_DAY:
        bucket = "day"
    return Measure(
        events=tuple(sorted(set(trait.events))),
        where=spelled(trait.where) if trait.where is not None else "",
        property=trait.property or "",
        bucket=bucket,
        keeps=_KEEPS[trait.aggregate],
        zone=zone if bucket == "day" else "",
    )
