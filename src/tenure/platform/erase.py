"""Remove what waits for customers who are erased, and what was done for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from tenure.platform.columns import among, execute

_PARTS = {"recorded_events": "platform_recordedevent", "effects": "platform_effect"}


def erase(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:  # noqa: ARG001 - what goes has no time
    """Remove recorded events and effects; return how many of each."""
    condition, params = among("customer_id", list(customer_ids))
    with transaction.atomic():
        return {
            part: execute(f"DELETE FROM {table} WHERE workspace_id = %s AND {condition}", [workspace_id, *params])
            for part, table in _PARTS.items()
        }
