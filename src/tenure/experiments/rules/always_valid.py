"""Read from the first day on, as often as wanted and without an end: the mixture sequence.

Robbins 1970 (normal mixture); Johari, Koomen, Pekelis and Walsh 2017, "Peeking at A/B tests" (mixture SPRT);
Howard, Ramdas, McAuliffe and Sekhon 2021, "Time-uniform, nonparametric, nonasymptotic confidence sequences",
equation 14, tuned as they say in section 3.5.
"""

from math import inf, log, sqrt
from typing import Final

ALPHA: Final = 0.05
# For how much information the bounds are at their tightest: about a hundred goals in two equal small shares.
TUNED_FOR: Final = 100.0


def mixing(*, tuned_for: float, alpha: float) -> float:
    """Return the width of the mixture that makes bounds tight at some information."""
    return tuned_for / (2 * log(1 / alpha) + log(1 + 2 * log(1 / alpha)))


def critical(information: float, *, alpha: float = ALPHA, tuned_for: float = TUNED_FOR) -> float:
    """Return how large |z| must be for a difference, whenever one looks; infinite where nothing is known yet."""
    if information <= 0:
        return inf
    ratio = mixing(tuned_for=tuned_for, alpha=alpha) / information
    return sqrt((1 + ratio) * log((1 + 1 / ratio) / alpha**2))
