"""Say what can be said of two arms today: one reading, and one plain sentence of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from tenure.experiments.rules import always_valid
from tenure.experiments.rules.looks import Look, is_over
from tenure.experiments.rules.proportions import (
    FEWEST,
    NOTHING_KNOWN,
    Group,
    Interval,
    information,
    interval,
    is_too_early,
    pooled_rate,
    z_value,
)
from tenure.experiments.rules.sample_ratio import SampleRatio

Verdict = Literal["more", "fewer", "open", "not_proven", "too_early", "not_as_drawn", "no_control"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What two arms tell: the verdict, the groups it is of, and between what the difference of their shares lies."""

    verdict: Verdict
    treated: Group
    control: Group
    interval: Interval
    critical: float

    @property
    def difference(self) -> float:
        """Return how much larger the share of the treated is that reached the goal."""
        return self.treated.rate - self.control.rate


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence in parts: which one, and its numbers (shares in points of a hundred, the rest as they are)."""

    verdict: Verdict
    numbers: dict[str, float]


def by_looks(looks: Sequence[Look], *, treated: Group, control: Group, ratio: SampleRatio) -> Reading:
    """Read by the daily looks taken so far; `treated` and `control` are the groups of now, for what has no look yet."""
    if not ratio.is_as_drawn:
        return unread("not_as_drawn", treated, control)
    if not looks:
        return unread("too_early", treated, control)
    last = looks[-1]
    bounds = interval(last.treated, last.control, critical=last.boundary.critical)
    verdict = _verdict(last.z, last.boundary.critical, is_last=is_over(looks))
    return Reading(verdict, last.treated, last.control, bounds, last.boundary.critical)


def at_any_time(treated: Group, control: Group, *, ratio: SampleRatio, alpha: float) -> Reading:
    """Read now, as at any other time, by the always-valid sequence."""
    if not ratio.is_as_drawn:
        return unread("not_as_drawn", treated, control)
    if is_too_early(treated, control):
        return unread("too_early", treated, control)
    critical = always_valid.critical(information(treated, control), alpha=alpha)
    bounds = interval(treated, control, critical=critical)
    verdict = _verdict(z_value(treated, control), critical, is_last=False)
    return Reading(verdict, treated, control, bounds, critical)


def once(treated: Group, control: Group, *, ratio: SampleRatio, critical: float, is_told: bool) -> Reading:
    """Read a secondary metric by a single test; `is_told` says whether it stood among all that were read."""
    if not ratio.is_as_drawn:
        return unread("not_as_drawn", treated, control)
    if is_too_early(treated, control):
        return unread("too_early", treated, control)
    bounds = interval(treated, control, critical=critical)
    verdict = _verdict(z_value(treated, control), critical, is_last=False) if is_told else "open"
    return Reading(verdict, treated, control, bounds, critical)


def saying(reading: Reading, *, confidence: float) -> Saying:
    """Return the sentence of a reading in parts; the words are the reader's language's."""
    numbers = {
        "confidence": 100 * confidence,
        "met": reading.treated.met + reading.control.met,
        "reached": reading.treated.reached + reading.control.reached,
        "held_out": reading.control.met,
        "difference": 100 * abs(reading.difference),
        "low": 100 * reading.interval.low,
        "high": 100 * reading.interval.high,
        "needed": _needed(reading.treated, reading.control),
    }
    if reading.verdict == "fewer":
        numbers["low"], numbers["high"] = -numbers["high"], -numbers["low"]
    return Saying(reading.verdict, numbers)


def unread(verdict: Verdict, treated: Group, control: Group) -> Reading:
    """Return a reading that says why nothing can be read."""
    return Reading(verdict, treated, control, NOTHING_KNOWN, inf)


def _verdict(z: float, critical: float, *, is_last: bool) -> Verdict:
    if abs(z) < critical:
        return "not_proven" if is_last else "open"
    return "more" if z > 0 else "fewer"


def _needed(treated: Group, control: Group) -> float:
    """Return about how many must meet the arms until the smaller one holds enough who reached the goal."""
    rate, met = pooled_rate(treated, control), treated.met + control.met
    smaller = min(treated.met, control.met)
    if not smaller or not 0 < rate < 1:
        return 0.0
    return FEWEST / min(rate, 1 - rate) * met / smaller
