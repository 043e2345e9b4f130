"""Show what experiments say."""

from dataclasses import dataclass
from datetime import datetime

from tenure.console.experiment_wording import VERDICTS
from tenure.console.rules.lines import Look
from tenure.experiments import queries as experiments
from tenure.experiments.rules.experiment import Compared, Experiment
from tenure.experiments.rules.proportions import NOTHING_KNOWN
from tenure.experiments.rules.reading import Reading
from tenure.experiments.rules.sources import Source


@dataclass(frozen=True, slots=True)
class ExperimentLine:
    """An experiment in a list, with what it says in one sentence."""

    key: str
    name: str
    is_running: bool
    since: datetime
    look: Look
    sentence: str


@dataclass(frozen=True, slots=True)
class Whiskers:
    """An interval in a drawing 400 wide whose middle is no difference; `scale` is the difference at its right end."""

    left: int
    right: int
    point: int
    scale: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """An arm beside the control: the sentence, and the readings that count and that may be read at any time."""

    arm: str
    metric: str
    is_primary: bool
    sentence: str
    look: Look
    reading: Reading
    is_known: bool
    open_ended: Reading
    is_open_known: bool
    drawing: Whiskers | None


def summary(found: Experiment, *, confidence: float) -> ExperimentLine:
    """Return an experiment as a list shows it."""
    source, headline = found.source, found.headline
    return ExperimentLine(
        source.key,
        source.name,
        source.is_running,
        source.since,
        VERDICTS[headline.reading.verdict],
        experiments.sentence(source, headline, confidence=confidence),
    )


def comparison(source: Source, each: Compared, *, confidence: float) -> Comparison:
    """Return one comparison as a page shows it."""
    is_known = each.reading.interval != NOTHING_KNOWN
    return Comparison(
        each.arm,
        each.metric,
        each.is_primary,
        experiments.sentence(source, each, confidence=confidence),
        VERDICTS[each.reading.verdict],
        each.reading,
        is_known,
        each.open_ended,
        each.open_ended.interval != NOTHING_KNOWN,
        whiskers(each.reading) if is_known else None,
    )


def whiskers(reading: Reading) -> Whiskers:
    """Return the interval of a reading as it is drawn."""
    low, high = reading.interval.low, reading.interval.high
    scale = max(abs(low), abs(high), 0.01) * 1.1

    def at(value: float) -> int:
        return round(200 + 200 * value / scale)

    return Whiskers(at(low), at(high), at(reading.difference), scale)
