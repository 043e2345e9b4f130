"""Look every day and be wrong no more often than promised: group sequential reading with alpha spending.

Lan and DeMets 1983, "Discrete sequential boundaries for clinical trials" (the O'Brien-Fleming type spending
function); Armitage, McPherson and Rowe 1969 for the integration; Lan and DeMets 1989 for spending by the calendar
while the correlation follows the information.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, erfc, sqrt
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LOOKS: Final = 28
ALPHA: Final = 0.05
# Looks that tell hardly more than the one before are not worth a share of the error.
LEAST_GAIN: Final = 1e-3
# Beyond so many standard errors nothing is left to integrate, and nothing is ever read.
_FAR: Final = 6.0
CEILING: Final = 38.0
_STEPS_A_SPREAD: Final = 4
_HALVINGS: Final = 40


@dataclass(frozen=True, slots=True)
class Boundary:
    """What was asked of |z| at one look: `time` is the share of the planned looks, `information` what was known."""

    time: float
    information: float
    critical: float


def spent(time: float, *, alpha: float = ALPHA) -> float:
    """Return how much of the error (both sides together) may be spent up to a share of the planned time."""
    if time <= 0:
        return 0.0
    per_side = NormalDist().inv_cdf(1 - alpha / 4)
    return 4 * _above(per_side / sqrt(min(time, 1.0)))


def boundaries(times: Iterable[float], *, alpha: float = ALPHA) -> tuple[Boundary, ...]:
    """Return the boundaries of looks planned at shares of the time, when information grows with time."""
    found: tuple[Boundary, ...] = ()
    for time in times:
        found = (*found, _solved(found, time=time, information=time, alpha=alpha))
    return found


def next_boundary(
    past: Sequence[Boundary], *, time: float, information: float, alpha: float = ALPHA
) -> Boundary | None:
    """Return the boundary of a look after those that were taken; None when it tells no more than the last one."""
    if information <= (past[-1].information * (1 + LEAST_GAIN) if past else 0.0):
        return None
    return _solved(tuple(past), time=time, information=information, alpha=alpha)


@dataclass(frozen=True, slots=True)
class _Carried:
    """How likely each place (z times the root of information) is among those who are still being read."""

    places: Floats
    weighed: Floats  # density times the weight of the place in the sum


def _solved(past: tuple[Boundary, ...], *, time: float, information: float, alpha: float) -> Boundary:
    """Return the boundary at which a look spends what its time allows and is not spent yet."""
    already = spent(past[-1].time, alpha=alpha) if past else 0.0
    share = max(spent(time, alpha=alpha) - already, 0.0)
    spread = sqrt(information - (past[-1].information if past else 0.0))
    before = _carried(past)
    low, high = 0.0, CEILING
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        beyond = _tails((middle * sqrt(information) - before.places) / spread)
        low, high = (middle, high) if 2 * float(before.weighed @ beyond) > share else (low, middle)
    return Boundary(time, information, high)


@lru_cache(maxsize=256)
def _carried(past: tuple[Boundary, ...]) -> _Carried:
    """Return where those stand who crossed at none of the looks; the work of the looks before is kept."""
    if not past:
        return _Carried(np.zeros(1), np.ones(1))
    before, here = _carried(past[:-1]), past[-1]
    spread = sqrt(here.information - (past[-2].information if len(past) > 1 else 0.0))
    width = min(here.critical, _FAR) * sqrt(here.information)
    # Simpson's rule needs an even number of steps.
    steps = 2 * max(ceil(width * _STEPS_A_SPREAD / spread), 20)
    places = np.linspace(-width, width, steps + 1)
    weights = np.full(steps + 1, 2.0)
    weights[1::2] = 4.0
    weights[[0, -1]] = 1.0
    density = _density((places[:, None] - before.places[None, :]) / spread) @ before.weighed / spread
    return _Carried(places, density * weights * (2 * width / steps / 3))


def _density(values: Floats) -> Floats:
    density: Floats = np.exp(-values * values / 2) / sqrt(2 * np.pi)
    return density


def _tails(values: Floats) -> Floats:
    return np.fromiter((_above(value) for value in values.tolist()), np.float64, count=values.size)


def _above(value: float) -> float:
    return erfc(value / sqrt(2)) / 2
