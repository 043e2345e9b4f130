"""Say before a launch what could be seen at all: the smallest difference found four times out of five.

The usual calculation for two shares with variances of their own (Cohen 1988; Chow, Shao and Wang 2008, 4.2.1),
for one reading at the end; daily looks of the O'Brien-Fleming type ask for a few percent more customers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

from tenure.kernel.errors import BadInput

ALPHA: Final = 0.05
POWER: Final = 0.8
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest difference to a base rate that will probably be seen."""

    absolute: float
    relative: float


@dataclass(frozen=True, slots=True)
class Power:
    """What can be seen in each direction; None where no difference would be large enough."""

    treated: int
    held_out: int
    fall: Detectable | None
    rise: Detectable | None


def detectable(
    base_rate: float, *, customers: int, holdout: float, alpha: float = ALPHA, power: float = POWER
) -> Power:
    """Return the smallest fall and rise of a rate that so many customers with such a holdout would show."""
    _check(base_rate, customers=customers, holdout=holdout)
    held_out = round(customers * holdout)
    treated = customers - held_out
    if not held_out or not treated:
        return Power(treated, held_out, None, None)
    wanted = NormalDist().inv_cdf(1 - alpha / 2) + NormalDist().inv_cdf(power)

    def smallest(direction: int, room: float) -> Detectable | None:
        def is_seen(gap: float) -> bool:
            rate = base_rate + direction * gap
            variance = base_rate * (1 - base_rate) / held_out + rate * (1 - rate) / treated
            return gap >= wanted * sqrt(variance)

        return _first(is_seen, upto=room, base_rate=base_rate)

    return Power(treated, held_out, smallest(-1, base_rate), smallest(1, 1 - base_rate))


def _first(is_seen: Callable[[float], bool], *, upto: float, base_rate: float) -> Detectable | None:
    if not is_seen(upto):
        return None
    low, high = 0.0, upto
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_seen(middle) else (middle, high)
    return Detectable(high, high / base_rate)


def _check(base_rate: float, *, customers: int, holdout: float) -> None:
    if not 0 < base_rate < 1:
        raise BadInput("The base rate must lie between 0 and 1, such as 0.05 for 5 %.", field="base_rate")
    if customers < 1:
        raise BadInput("Say of how many customers; at least one.", field="customers")
    if not 0 <= holdout < 1:
        raise BadInput("The holdout must lie between 0 and 1, such as 0.1 for 10 %.", field="holdout")
