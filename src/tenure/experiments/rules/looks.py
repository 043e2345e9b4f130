"""Take one look a day, keep what it saw, and stop when the question is answered or the looks are used up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenure.experiments.rules.proportions import Group, information, is_too_early, z_value
from tenure.experiments.rules.sequential import Boundary, next_boundary


@dataclass(frozen=True, slots=True)
class Plan:
    """How many daily looks were planned from which day on, and what error they share."""

    first_date: date
    looks: int
    alpha: float

    def time(self, day: date) -> float:
        """Return the share of the planned days that is over when a day begins; the first day counts in full."""
        return min(max((day - self.first_date).days, 1) / self.looks, 1.0)


@dataclass(frozen=True, slots=True)
class Look:
    """What one day's look saw, and what it asked of |z|."""

    date: date
    treated: Group
    control: Group
    z: float
    boundary: Boundary

    @property
    def has_crossed(self) -> bool:
        """Return whether a difference was told at this look."""
        return abs(self.z) >= self.boundary.critical


def is_over(past: Sequence[Look]) -> bool:
    """Return whether no look is to be taken any more."""
    return bool(past) and (past[-1].has_crossed or past[-1].boundary.time >= 1)


def next_look(past: Sequence[Look], plan: Plan, *, today: date, treated: Group, control: Group) -> Look | None:
    """Return today's look; None when it is over, was taken, or would tell nothing new."""
    if is_over(past) or (past and today <= past[-1].date) or is_too_early(treated, control):
        return None
    boundary = next_boundary(
        [look.boundary for look in past],
        time=plan.time(today),
        information=information(treated, control),
        alpha=plan.alpha,
    )
    return None if boundary is None else Look(today, treated, control, z_value(treated, control), boundary)
