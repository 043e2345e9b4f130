"""Give a person the journeys they went through."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tenure.journeys.models import EnrollmentRow, StepRow
from tenure.kernel.json import Json, decode


def export(workspace_id: int, customer_ids: Sequence[int]) -> Mapping[str, Json]:
    """Return every run of some customers through a journey, oldest first, with its steps."""
    rows = EnrollmentRow.objects.filter(workspace_id=workspace_id, customer_id__in=list(customer_ids))
    found = rows.select_related("journey", "version").prefetch_related("steps").order_by("pk")
    return {"enrollments": [_line(row) for row in found]}


def _line(row: EnrollmentRow) -> dict[str, Json]:
    return {
        "journey": row.journey.key,
        "version": row.version.number,
        "state": row.state,
        "entry_key": row.entry_key,
        "entry": decode(row.entry),
        "arm": row.arm,
        "enrolled_at": _instant(row.enrolled_at),
        "ended_at": _instant(row.ended_at),
        "goal_at": _instant(row.goal_at),
        "reason": row.reason,
        "steps": [_step(step) for step in sorted(row.steps.all(), key=lambda step: step.pk)],
    }


def _step(step: StepRow) -> dict[str, Json]:
    return {"node": step.node, "arm": step.arm, "at": _instant(step.at)}


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
