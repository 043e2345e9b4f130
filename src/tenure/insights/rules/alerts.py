"""Watch metrics: when one passes its threshold somebody is told, once, until it is back."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from tenure.insights.rules.metrics import Metric, Point, Unit, newest
from tenure.kernel.errors import BadInput

Condition = Literal["above", "below", "rises_by", "falls_by"]
CONDITIONS: Final[tuple[Condition, ...]] = ("above", "below", "rises_by", "falls_by")
KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
MAX_NAME: Final = 200
MAX_RECIPIENTS: Final = 20


@dataclass(frozen=True, slots=True)
class Alert:
    """Tell `emails` and `channels` of the team when a metric is above or below a threshold, or moves by a share.

    A threshold is in the metric's unit (a rate as 0 to 1, a duration in hours); for `rises_by` and `falls_by` it is a
    share of what the metric was a week before. `smallest` is how many customers a week must be about to be believed.
    """

    key: str
    name: str
    metric: str
    condition: Condition
    threshold: float
    emails: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    smallest: int = 20
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What an alert saw in its newest complete week; `is_raised` is None where too little is known to say."""

    week: date | None
    value: float | None
    before: float | None
    is_raised: bool | None


@dataclass(frozen=True, slots=True)
class Told:
    """A text to the team over one channel, and what became of it."""

    channel: str
    to_address: str
    subject: str
    state: str
    reason: str
    created_at: datetime


def check(alert: Alert, metric: Metric | None, *, keys: tuple[str, ...]) -> None:
    """Raise BadInput where an alert cannot be used; `keys` are those of all metrics."""
    if not KEY.fullmatch(alert.key):
        raise BadInput("Use lower-case letters, digits and _, a letter first, at most 60 characters.", field="key")
    if not alert.name.strip() or len(alert.name) > MAX_NAME:
        raise BadInput(f"Give the alert a name of at most {MAX_NAME} characters.", field="name")
    if metric is None:
        raise BadInput(f"There is no metric {alert.metric!r}. Known: {', '.join(keys)}.", field="metric")
    if alert.condition not in CONDITIONS:
        raise BadInput(f"Say one of {', '.join(CONDITIONS)}.", field="condition")
    is_rate = metric.unit is Unit.RATE and alert.condition in {"above", "below"}
    if alert.threshold < 0 or (is_rate and alert.threshold > 1):
        most = "between 0 and 1, such as 0.05 for 5 %" if is_rate else "that is not negative"
        raise BadInput(f"Say a number {most}.", field="threshold")
    if alert.smallest < 1:
        raise BadInput("Say how many customers a week must be about: at least 1.", field="smallest")
    if not alert.emails and not alert.channels:
        raise BadInput("Say who is told: addresses in emails, or channels of the team such as slack.", field="emails")
    if len(alert.emails) + len(alert.channels) > MAX_RECIPIENTS:
        raise BadInput(f"At most {MAX_RECIPIENTS} are told.", field="emails")


def finding(alert: Alert, points: tuple[Point, ...]) -> Finding:
    """Return what an alert sees in a metric's weeks, the last one last."""
    now = newest(points)
    if now is None or now.value is None or now.population < alert.smallest:
        return Finding(None if now is None else now.starts_on, None if now is None else now.value, None, None)
    earlier = points[points.index(now) - 1] if points.index(now) else None
    before = earlier.value if earlier is not None and earlier.population >= alert.smallest else None
    return Finding(now.starts_on, now.value, before, _is_raised(alert, now.value, before))


def _is_raised(alert: Alert, value: float, before: float | None) -> bool | None:
    match alert.condition:
        case "above":
            return value > alert.threshold
        case "below":
            return value < alert.threshold
        case "rises_by":
            return None if not before else value >= before * (1 + alert.threshold)
        case "falls_by":
            return None if not before else value <= before * (1 - alert.threshold)
