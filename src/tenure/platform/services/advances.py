"""Bring a frozen clock forward, and tell what happened on the way."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tenure.kernel.errors import ClockRefused
from tenure.platform.models import WorkspaceRow
from tenure.platform.presence import contributions
from tenure.platform.queries import cursor, workspace
from tenure.platform.services.clock import aim_clock

LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Advance:
    """Where a clock arrived, at how many instants it stopped, how far the stream went, and what rooms counted."""

    now: datetime
    instants: int
    flushes: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Trip:
    """A clock on its way: where it goes, and how things stood when it set out."""

    workspace_id: int
    target: datetime
    steps: int
    flushes: int
    counters: tuple[Callable[[], Mapping[str, int]], ...]


def set_out(workspace_id: int, *, by: timedelta, actor: str, now: datetime) -> Trip:
    """Ask the worker to bring a frozen clock forward; `by` is positive and at most a year."""
    if by > LONGEST:
        raise ClockRefused("A clock moves by a year at a time; make several moves.", field="seconds")
    row = WorkspaceRow.objects.get(pk=workspace_id)
    target = workspace(workspace_id).clock.at(now) + by
    counters = tuple(room.counting(workspace_id) for room in contributions("clock_counts"))
    trip = Trip(workspace_id, target, row.clock_step_count, cursor(workspace_id, "stream"), counters)
    aim_clock(workspace_id, target=target, actor=actor)
    return trip


def has_arrived(trip: Trip) -> bool:
    """Return whether the worker brought the clock there, and all is quiet."""
    return not WorkspaceRow.objects.filter(pk=trip.workspace_id, clock_target_at__isnull=False).exists()


def arrived(trip: Trip) -> Advance:
    """Return what happened on the way of a clock that has arrived."""
    counts: Counter[str] = Counter()
    for counter in trip.counters:
        counts.update(counter())
    row = WorkspaceRow.objects.get(pk=trip.workspace_id)
    return Advance(
        now=trip.target,
        instants=row.clock_step_count - trip.steps,
        flushes=cursor(trip.workspace_id, "stream") - trip.flushes,
        counts=dict(counts),
    )
