"""Say how a customer passes through a journey."""

from datetime import datetime

from tenure.events.rules.declarations import INTEGER, TEXT, Declaration
from tenure.kernel.events import Event

_ENROLLMENT = {"enrollment": TEXT, "journey": TEXT, "version": INTEGER}

ENTERED = Declaration("journey_entered", "The customer entered a journey.", _ENROLLMENT)
EXITED = Declaration("journey_exited", "The customer left a journey.", {**_ENROLLMENT, "reason": TEXT})
GOAL_REACHED = Declaration("journey_goal_reached", "The customer did what a journey is for.", _ENROLLMENT)

DECLARED = (ENTERED, EXITED, GOAL_REACHED)


def journey_entered(*, enrollment: str, journey: str, version: int, at: datetime) -> Event:
    """Return the event that a customer entered a journey."""
    return _event(ENTERED, enrollment, at=at, journey=journey, version=version)


def journey_exited(*, enrollment: str, journey: str, version: int, reason: str, at: datetime) -> Event:
    """Return the event that a customer left a journey, and why."""
    return _event(EXITED, enrollment, at=at, journey=journey, version=version, reason=reason)


def _event(declared: Declaration, enrollment: str, *, at: datetime, **properties: str | int) -> Event:
    return declared.event(enrollment, at=at, properties={"enrollment": enrollment, **properties})
