"""Measure what an arm did to shares, means and ratios, and keep many readings honest.

Sources: Katz et al. 1978 (interval of a relative risk), Welch 1947 (difference of means), Deng, Knoblich and Lu 2018
(ratios by the delta method), Tukey 1962 (winsorising), Deng, Xu, Kohavi and Walker 2013 (CUPED), Benjamini and
Hochberg 1995 (false discoveries).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from tenure.experiments.rules.proportions import Group, Interval

Floats = npt.NDArray[np.float64]

FALSE_DISCOVERIES: Final = 0.05
CUT_AT: Final = 0.99


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference between two arms, its standard error, and between what it lies."""

    difference: float
    error: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Values from which was taken what had been known before; `cut` is the share of the variance that went."""

    values: Floats
    cut: float


def uplift(treated: Group, control: Group, *, critical: float) -> Effect | None:
    """Return how much more of the treated reach the goal, as a share of the control's rate; None without goals."""
    if not treated.reached or not control.reached:
        return None
    ratio = treated.rate / control.rate
    error = sqrt((1 - treated.rate) / treated.reached + (1 - control.rate) / control.reached)
    bounds = Interval(exp(log(ratio) - critical * error) - 1, exp(log(ratio) + critical * error) - 1)
    return Effect(ratio - 1, ratio * error, bounds)


def mean_difference(treated: Floats, control: Floats, *, critical: float) -> Effect:
    """Return how far apart two means are; each arm has at least two values."""
    error = sqrt(float(treated.var(ddof=1)) / treated.size + float(control.var(ddof=1)) / control.size)
    return _effect(float(treated.mean() - control.mean()), error, critical)


def ratio_difference(treated: tuple[Floats, Floats], control: tuple[Floats, Floats], *, critical: float) -> Effect:
    """Return how far apart two ratios of sums are, when one unit (a customer) brings many of what is counted.

    Each arm is given as numerators and denominators of its units: opened and delivered messages, say.
    """
    (first, first_error), (second, second_error) = _ratio(*treated), _ratio(*control)
    return _effect(first - second, sqrt(first_error**2 + second_error**2), critical)


def winsorised(values: Floats, *, upper: float = CUT_AT) -> Floats:
    """Return values with those above a quantile lowered to it; give both arms at once, so that one limit holds."""
    cut: Floats = np.minimum(values, np.quantile(values, upper)) if values.size else values
    return cut


def adjusted(values: Floats, before: Floats) -> Adjusted:
    """Take from values what the same units' values before had told; give both arms at once."""
    spread = float(before.var())
    if values.size == 0 or spread == 0:
        return Adjusted(values, 0.0)
    covariance = float(np.mean((values - values.mean()) * (before - before.mean())))
    taken = values - covariance / spread * (before - before.mean())
    variance = float(values.var())
    return Adjusted(taken, 1 - float(taken.var()) / variance if variance else 0.0)


def discoveries(p_values: Mapping[str, float], *, rate: float = FALSE_DISCOVERIES) -> frozenset[str]:
    """Return which of many readings may be told when at most a `rate` of those told shall be false."""
    ordered = sorted(p_values, key=p_values.__getitem__)
    limits = (rate * (place + 1) / len(ordered) for place in range(len(ordered)))
    passed = [place for place, (key, limit) in enumerate(zip(ordered, limits, strict=True)) if p_values[key] <= limit]
    return frozenset(ordered[: passed[-1] + 1]) if passed else frozenset()


def _effect(difference: float, error: float, critical: float) -> Effect:
    return Effect(difference, error, Interval(difference - critical * error, difference + critical * error))


def _ratio(above: Floats, below: Floats) -> tuple[float, float]:
    ratio = float(above.mean() / below.mean())
    # The variance of a ratio of means is that of its straight line at the means.
    straight = above - ratio * below
    return ratio, sqrt(float(straight.var(ddof=1)) / below.size) / float(below.mean())
