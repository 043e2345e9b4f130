"""Choose by a stable fraction, where others would throw dice."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def chosen(options: Sequence[T], fraction: float) -> T:
    """Return one of equally likely options for a fraction in [0, 1)."""
    return options[int(fraction * len(options))]


def weighted(options: Sequence[tuple[T, float]], fraction: float) -> T:
    """Return one of options with the shares beside them, which add up to 1."""
    passed = 0.0
    for option, share in options:
        passed += share
        if fraction < passed:
            return option
    return options[-1][0]


def between(low: int, high: int, fraction: float) -> int:
    """Return a whole number from `low` to `high`, both included."""
    return low + int(fraction * (high - low + 1))
