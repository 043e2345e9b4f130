"""Put together all that can be said of one experiment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from statistics import NormalDist

import polars as pl

from tenure.experiments.rules import reading as readings
from tenure.experiments.rules.effects import Effect, discoveries, uplift
from tenure.experiments.rules.looks import Look
from tenure.experiments.rules.outcomes import groups
from tenure.experiments.rules.power import Power, detectable
from tenure.experiments.rules.proportions import Group, p_value, z_value
from tenure.experiments.rules.reading import Reading
from tenure.experiments.rules.sample_ratio import SampleRatio, sample_ratio
from tenure.experiments.rules.settings import Settings
from tenure.experiments.rules.sources import Source


@dataclass(frozen=True, slots=True)
class Compared:
    """One arm beside the control, by one metric. `reading` is what counts; `open_ended` may be read at any time."""

    metric: str
    arm: str
    is_primary: bool
    reading: Reading
    open_ended: Reading
    relative: Effect | None


@dataclass(frozen=True, slots=True)
class Experiment:
    """What an experiment says today; `arms` are counted by the primary metric."""

    source: Source
    arms: Mapping[str, Group]
    ratio: SampleRatio
    compared: tuple[Compared, ...]
    looks: Mapping[str, Sequence[Look]]
    power: Power | None

    @property
    def headline(self) -> Compared:
        """Return the comparison of the primary metric; of several arms the one that differs most clearly."""
        primary = [each for each in self.compared if each.is_primary]
        return max(primary, key=lambda each: abs(z_value(each.reading.treated, each.reading.control)))


def experiment(
    source: Source, outcomes: pl.DataFrame, *, looks: Mapping[str, Sequence[Look]], settings: Settings, now: datetime
) -> Experiment:
    """Return what outcomes and the looks taken so far say of an experiment, which has at least one treated arm."""
    counted = {
        metric: groups(outcomes, arms=source.arms, since=source.since, now=now, metric=metric)
        for metric in source.metrics
    }
    arms = counted[source.metrics[0]]
    ratio = sample_ratio({arm: group.met for arm, group in arms.items()}, source.arms)
    # Who reads several arms shares the error among them (Bonferroni).
    alpha = settings.alpha / max(len(source.treated), 1)
    primary = [
        _primary(source, arm, arms, looks=looks.get(arm, ()), ratio=ratio, alpha=alpha, settings=settings)
        for arm in source.treated
    ]
    others = _secondary(source, counted, ratio=ratio, settings=settings)
    control, met = arms[source.control], sum(group.met for group in arms.values())
    power = None
    if 0 < control.rate < 1:
        power = detectable(control.rate, customers=met, holdout=control.met / met, alpha=settings.alpha)
    return Experiment(source, arms, ratio, (*primary, *others), looks, power)


def _primary(
    source: Source,
    arm: str,
    arms: Mapping[str, Group],
    *,
    looks: Sequence[Look],
    ratio: SampleRatio,
    alpha: float,
    settings: Settings,
) -> Compared:
    treated, control = arms[arm], arms[source.control]
    open_ended = readings.at_any_time(treated, control, ratio=ratio, alpha=alpha)
    reading = open_ended
    if not source.arms[source.control]:
        reading = open_ended = readings.unread("no_control", treated, control)
    elif settings.method == "group_sequential":
        reading = readings.by_looks(looks, treated=treated, control=control, ratio=ratio)
    return Compared(source.metrics[0], arm, True, reading, open_ended, _relative(reading))  # noqa: FBT003 - a column of the value


def _secondary(
    source: Source, counted: Mapping[str, Mapping[str, Group]], *, ratio: SampleRatio, settings: Settings
) -> list[Compared]:
    pairs = {
        f"{metric} {arm}": (metric, arm, counted[metric][arm], counted[metric][source.control])
        for metric in source.metrics[1:]
        for arm in source.treated
    }
    tested = {key: p_value(z_value(treated, control)) for key, (_, _, treated, control) in pairs.items()}
    told = discoveries(tested, rate=settings.alpha)
    critical = NormalDist().inv_cdf(1 - settings.alpha / 2)
    found = []
    for key, (metric, arm, treated, control) in pairs.items():
        reading = readings.once(treated, control, ratio=ratio, critical=critical, is_told=key in told)
        found.append(Compared(metric, arm, False, reading, reading, _relative(reading)))  # noqa: FBT003 - as above
    return found


def _relative(reading: Reading) -> Effect | None:
    return None if reading.critical == inf else uplift(reading.treated, reading.control, critical=reading.critical)
