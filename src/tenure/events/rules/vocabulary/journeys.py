"""Say how a customer passes through a journey."""

from datetime import datetime

from tenure.events.rules.declarations import BOOLEAN, INTEGER, OPTIONAL_TEXT, TEXT, Declaration
from tenure.kernel.events import Event

_ENROLLMENT = {"enrollment": TEXT, "journey": TEXT, "version": INTEGER}

REQUESTED = Declaration(
    "journey_requested",
    "The API asked that the customer enter a journey; `data` is JSON, and `key` tells runs apart.",
    {"journey": TEXT, "key": OPTIONAL_TEXT, "data": TEXT},
)
ENTERED = Declaration(
    "journey_entered",
    "The customer entered a journey, or would have: who is `held_out` is only watched.",
    {**_ENROLLMENT, "held_out": BOOLEAN},
)
ENTRY_REFUSED = Declaration(
    "journey_entry_refused",
    "The customer may not enter a journey while in another one of its exclusion group.",
    {"journey": TEXT, "version": INTEGER, "reason": TEXT},
)
EXITED = Declaration("journey_exited", "The customer left a journey.", {**_ENROLLMENT, "reason": TEXT})
GOAL_REACHED = Declaration("journey_goal_reached", "The customer did what a journey is for.", _ENROLLMENT)

DECLARED = (REQUESTED, ENTERED, ENTRY_REFUSED, EXITED, GOAL_REACHED)


def journey_requested(*, request: str, journey: str, key: str | None, data: str, at: datetime) -> Event:
    """Return the event that the API asked for an entry; `request` names the call."""
    return REQUESTED.event(request, at=at, properties={"journey": journey, "key": key, "data": data})


def journey_entered(*, enrollment: str, journey: str, version: int, held_out: bool, at: datetime) -> Event:
    """Return the event that a customer entered a journey, or would have."""
    return _event(ENTERED, enrollment, at=at, journey=journey, version=version, held_out=held_out)


def journey_exited(*, enrollment: str, journey: str, version: int, reason: str, at: datetime) -> Event:
    """Return the event that a customer left a journey, and why."""
    return _event(EXITED, enrollment, at=at, journey=journey, version=version, reason=reason)


def _event(declared: Declaration, enrollment: str, *, at: datetime, **properties: str | int) -> Event:
    return declared.event(enrollment, at=at, properties={"enrollment": enrollment, **properties})
