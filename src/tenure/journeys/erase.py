"""Remove the ways of customers who are erased through journeys."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tenure.journeys.services.erase_enrollments import erase_enrollments


def erase(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:  # noqa: ARG001 - what goes has no time
    """Remove enrollments and steps; return how many of each."""
    return erase_enrollments(workspace_id, customer_ids)
