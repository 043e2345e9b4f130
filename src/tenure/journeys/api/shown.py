"""Show what several operations of journeys return."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from tenure.journeys import queries
from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.leaving_behind import left_behind
from tenure.journeys.rules.views import Enrollment, EnrollmentState, enrollment_name


class LeftBehindOut(Schema):
    """How many stand at a node that the newest version has not: they finish on their version, unless they are moved."""

    version: int
    node: str
    here_count: int


class Saved(Schema):
    """Under which number a definition was kept, and who stands at nodes that it has not."""

    key: str
    version: int
    left_behind: list[LeftBehindOut]


class EnrollmentOut(Schema):
    """A customer's run of a journey."""

    id: str
    journey: str
    name: str
    version: int
    state: EnrollmentState = Field(
        description="`held_out` is only watched; `exited` ended before the end, see `reason`."
    )
    node: str | None
    entry_key: str | None = Field(description="What tells it from other runs of its customer.")
    arm: str | None
    enrolled_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    goal_at: datetime | None
    reason: str | None


def saved(workspace_id: int, journey: Journey, version: int) -> Saved:
    """Return what is to be said of a version that was kept."""
    behind = left_behind(queries.standing_nodes(workspace_id, journey.key), journey)
    told = [LeftBehindOut(version=each.version, node=each.node, here_count=each.here_count) for each in behind]
    return Saved(key=journey.key, version=version, left_behind=told)


def shown(enrollment: Enrollment) -> EnrollmentOut:
    """Return a run as the API shows it."""
    return EnrollmentOut(
        id=enrollment_name(enrollment.id),
        journey=enrollment.journey,
        name=enrollment.name,
        version=enrollment.version,
        state=enrollment.state,
        node=enrollment.node,
        entry_key=enrollment.entry_key or None,
        arm=enrollment.arm or None,
        enrolled_at=enrollment.enrolled_at,
        due_at=enrollment.due_at,
        ended_at=enrollment.ended_at,
        goal_at=enrollment.goal_at,
        reason=enrollment.reason or None,
    )
