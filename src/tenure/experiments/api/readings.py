"""Tell by API what experiments say."""

from datetime import date, datetime

from ninja import Router, Schema

from tenure.experiments import queries
from tenure.experiments.api.settings import DetectableOut
from tenure.experiments.rules.experiment import Compared, Experiment
from tenure.experiments.rules.looks import Look
from tenure.experiments.rules.proportions import NOTHING_KNOWN, Group
from tenure.experiments.rules.reading import Reading, Verdict
from tenure.experiments.rules.settings import Method, Settings
from tenure.experiments.rules.sources import Kind
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now

router = Router(tags=["experiments"])


class GroupOut(Schema):
    """How many met an arm, and how many of them reached what is measured."""

    met: int
    reached: int
    rate: float


class ArmOut(GroupOut):
    """An arm: what share was drawn for it, and who met it, by the primary metric."""

    arm: str
    share: float
    is_control: bool


class BoundsOut(Schema):
    """Between what a difference lies."""

    low: float
    high: float


class ReadingOut(Schema):
    """What an arm did beside the control. `difference` and `interval` are shares; null while nothing is known."""

    verdict: Verdict
    treated: GroupOut
    control: GroupOut
    difference: float | None
    interval: BoundsOut | None


class RelativeOut(Schema):
    """A difference as a share of the control's rate."""

    difference: float
    interval: BoundsOut


class ComparedOut(ReadingOut):
    """One arm beside the control, by one metric. `open_ended` may be read at any time, as often as wanted."""

    metric: str
    arm: str
    is_primary: bool
    sentence: str
    relative: RelativeOut | None
    open_ended: ReadingOut


class RatioOut(Schema):
    """Whether groups are as large as they were drawn; below 0.001 nothing is read."""

    p_value: float
    is_as_drawn: bool


class LookOut(Schema):
    """One day's look: what it saw, and what it asked of |z|."""

    arm: str
    date: date
    treated: GroupOut
    control: GroupOut
    z: float
    boundary: float
    has_crossed: bool


class NowDetectable(Schema):
    """The smallest difference that so many customers show four times out of five."""

    fall: DetectableOut | None
    rise: DetectableOut | None


class SummaryOut(Schema):
    """An experiment in a list, with what it says in one sentence."""

    key: str
    name: str
    kind: Kind
    is_running: bool
    since: datetime
    verdict: Verdict
    sentence: str


class Summaries(Schema):
    """Everything that can be read as an experiment."""

    items: list[SummaryOut]
    next_cursor: str | None


class ExperimentOut(SummaryOut):
    """All that an experiment says."""

    control: str
    method: Method
    looks_planned: int
    arms: list[ArmOut]
    sample_ratio: RatioOut
    readings: list[ComparedOut]
    looks: list[LookOut]
    detectable: NowDetectable | None


@router.get("/experiments", response=Summaries, auth=requires("journeys.read"))
def read_experiments(request: ApiRequest) -> Summaries:
    """Return everything that can be read as an experiment, each with its sentence."""
    workspace = request.auth.workspace
    now, settings = workspace.clock.at(real_now()), queries.settings(workspace.id)
    found = [queries.read(workspace.id, source, now=now) for source in queries.sources(workspace.id)]
    return Summaries(items=[SummaryOut.model_validate(_summary(each, settings)) for each in found], next_cursor=None)


@router.get("/experiments/{key}", response=ExperimentOut, auth=requires("journeys.read"))
def read_experiment(request: ApiRequest, key: str) -> ExperimentOut:
    """Return what an experiment says: groups and their check, readings by metric, looks, what could be seen."""
    workspace = request.auth.workspace
    settings, source = queries.settings(workspace.id), queries.source(workspace.id, key)
    found = queries.read(workspace.id, source, now=workspace.clock.at(real_now()))
    power = found.power
    detectable = power and NowDetectable(fall=DetectableOut.shown(power.fall), rise=DetectableOut.shown(power.rise))
    said = {
        "control": source.control,
        "method": settings.method,
        "looks_planned": settings.looks,
        "arms": [_arm(found, arm, group) for arm, group in found.arms.items()],
        "sample_ratio": RatioOut.from_orm(found.ratio),
        "readings": [_compared(found, each, settings) for each in found.compared],
        "looks": [_look(arm, look) for arm, looks in found.looks.items() for look in looks],
        "detectable": detectable,
    }
    return ExperimentOut.model_validate(_summary(found, settings) | said)


def _summary(found: Experiment, settings: Settings) -> dict[str, object]:
    source, headline = found.source, found.headline
    return {
        "key": source.key,
        "name": source.name,
        "kind": source.kind,
        "is_running": source.is_running,
        "since": source.since,
        "verdict": headline.reading.verdict,
        "sentence": queries.sentence(source, headline, confidence=settings.confidence),
    }


def _group(group: Group) -> GroupOut:
    return GroupOut(met=group.met, reached=group.reached, rate=group.rate)


def _arm(found: Experiment, arm: str, group: Group) -> ArmOut:
    share = found.source.arms.get(arm, 0.0)
    is_control = arm == found.source.control
    return ArmOut(met=group.met, reached=group.reached, rate=group.rate, arm=arm, share=share, is_control=is_control)


def _reading(reading: Reading) -> dict[str, object]:
    bounds, is_known = reading.interval, reading.interval != NOTHING_KNOWN
    return {
        "verdict": reading.verdict,
        "treated": _group(reading.treated),
        "control": _group(reading.control),
        "difference": reading.difference if is_known else None,
        "interval": {"low": bounds.low, "high": bounds.high} if is_known else None,
    }


def _compared(found: Experiment, each: Compared, settings: Settings) -> ComparedOut:
    relative = each.relative
    return ComparedOut.model_validate(
        {
            **_reading(each.reading),
            "metric": each.metric,
            "arm": each.arm,
            "is_primary": each.is_primary,
            "sentence": queries.sentence(found.source, each, confidence=settings.confidence),
            "relative": relative
            and {
                "difference": relative.difference,
                "interval": {"low": relative.interval.low, "high": relative.interval.high},
            },
            "open_ended": _reading(each.open_ended),
        }
    )


def _look(arm: str, look: Look) -> LookOut:
    return LookOut(
        arm=arm,
        date=look.date,
        treated=_group(look.treated),
        control=_group(look.control),
        z=look.z,
        boundary=look.boundary.critical,
        has_crossed=look.has_crossed,
    )
