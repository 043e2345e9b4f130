"""Compare two shares: how far apart they are, and between which bounds the difference lies.

The test is the score test with pooled variance; the interval inverts it (Mee 1984, Miettinen and Nurminen 1985;
the restricted estimates in closed form are those of Farrington and Manning 1990), so that the two never disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import acos, copysign, cos, erfc, inf, pi, sqrt
from typing import Final

# Both groups must be expected to hold so many who reached the goal, and so many who did not (Cochran 1954).
FEWEST: Final = 5.0
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True)
class Group:
    """How many met an arm, and how many of them reached the goal."""

    met: int
    reached: int

    @property
    def rate(self) -> float:
        """Return the share that reached the goal; 0 of nobody."""
        return self.reached / self.met if self.met else 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds between which something lies."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Return whether a value lies between the bounds."""
        return self.low <= value <= self.high


NOTHING_KNOWN: Final = Interval(-1.0, 1.0)


def pooled_rate(treated: Group, control: Group) -> float:
    """Return the share of both groups together that reached the goal."""
    return Group(treated.met + control.met, treated.reached + control.reached).rate


def z_value(treated: Group, control: Group) -> float:
    """Return how many standard errors apart the groups are if they were the same; 0 where nothing can be said."""
    rate = pooled_rate(treated, control)
    if not treated.met or not control.met or not 0 < rate < 1:
        return 0.0
    spread = sqrt(rate * (1 - rate) * (1 / treated.met + 1 / control.met))
    return (treated.rate - control.rate) / spread


def p_value(z: float) -> float:
    """Return the probability of a |z| so large or larger where there is no difference."""
    return erfc(abs(z) / sqrt(2))


def information(treated: Group, control: Group) -> float:
    """Return how much the groups tell: two readings correlate as the root of the ratio of theirs.

    That is exact where people come in at an even rate, and where the same people reach the goal one after another.
    """
    rate = pooled_rate(treated, control)
    if not treated.met or not control.met or not 0 < rate < 1:
        return 0.0
    return treated.met * control.met / (treated.met + control.met) * rate / (1 - rate)


def is_too_early(treated: Group, control: Group) -> bool:
    """Return whether the groups are too small for a normal approximation."""
    rate = pooled_rate(treated, control)
    return min(treated.met, control.met) * min(rate, 1 - rate) < FEWEST


def interval(treated: Group, control: Group, *, critical: float) -> Interval:
    """Return between what the difference of the shares lies; `critical` is 1.96 for a single reading at 95 %."""
    if not treated.met or not control.met or critical == inf:
        return NOTHING_KNOWN
    found = treated.rate - control.rate
    low = _crossing(lambda gap: _score(treated, control, gap) > critical, outside=-1.0, inside=found)
    high = _crossing(lambda gap: _score(treated, control, gap) < -critical, outside=1.0, inside=found)
    return Interval(low, high)


def _crossing(is_refused: Callable[[float], bool], *, outside: float, inside: float) -> float:
    """Return where refusal ends between a gap that is refused and one that is not."""
    for _ in range(_HALVINGS):
        middle = (outside + inside) / 2
        outside, inside = (middle, inside) if is_refused(middle) else (outside, middle)
    return (outside + inside) / 2


def _score(treated: Group, control: Group, gap: float) -> float:
    """Return how many standard errors the groups are from a difference of `gap`."""
    first = _restricted(treated, control, gap)
    second = first - gap
    variance = max(first * (1 - first), 0.0) / treated.met + max(second * (1 - second), 0.0) / control.met
    distance = treated.rate - control.rate - gap
    if variance > 0:
        return distance / sqrt(variance)
    return copysign(inf, distance) if distance else 0.0


def _restricted(treated: Group, control: Group, gap: float) -> float:
    """Return the most likely share of the treated when the difference is `gap` (Farrington and Manning 1990)."""
    ratio = control.met / treated.met
    a = 1 + ratio
    b = -(1 + ratio + treated.rate + ratio * control.rate + gap * (ratio + 2))
    c = gap**2 + gap * (2 * treated.rate + ratio + 1) + treated.rate + ratio * control.rate
    d = -treated.rate * gap * (1 + gap)
    v = (b / (3 * a)) ** 3 - b * c / (6 * a**2) + d / (2 * a)
    u = copysign(sqrt(max((b / (3 * a)) ** 2 - c / (3 * a), 0.0)), v)
    turn = acos(max(-1.0, min(1.0, v / u**3))) if u else 0.0
    root = 2 * u * cos((pi + turn) / 3) - b / (3 * a)
    return min(max(root, 0.0, gap), 1.0, 1.0 + gap)
