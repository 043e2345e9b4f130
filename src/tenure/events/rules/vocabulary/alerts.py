"""Say what Tenure noticed by itself about the business."""

from datetime import datetime
from typing import Final

from tenure.events.rules.declarations import TEXT, Declaration
from tenure.kernel.events import Event

_ALERT: Final = {"alert": TEXT, "metric": TEXT, "week": TEXT}

RAISED = Declaration("alert_raised", "A metric passed the threshold of an alert.", _ALERT)
ENDED = Declaration("alert_ended", "The metric of a raised alert is back.", _ALERT)

DECLARED = (RAISED, ENDED)


def alert_changed(*, is_raised: bool, alert: str, metric: str, week: str, at: datetime) -> Event:
    """Return the event that an alert was raised or ended, by the numbers of a week."""
    declared, fact = (RAISED if is_raised else ENDED), f"{alert}:{week}:{at.timestamp():.0f}"
    return declared.event(fact, at=at, properties={"alert": alert, "metric": metric, "week": week})
