"""Remove what waits for customers who are erased, what was done for them, and answers that may tell of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from tenure.platform.columns import among, execute

_PARTS = {"recorded_events": "platform_recordedevent", "effects": "platform_effect"}


def erase(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:  # noqa: ARG001 - what goes has no time
    """Remove recorded events, effects, and every kept answer of the API, which may name anybody; return how many."""
    condition, params = among("customer_id", list(customer_ids))
    with transaction.atomic():
        removed = {
            part: execute(f"DELETE FROM {table} WHERE workspace_id = %s AND {condition}", [workspace_id, *params])
            for part, table in _PARTS.items()
        }
        # The row stays: a repeat of its call must not act a second time.
        forget = "UPDATE platform_answer SET body = NULL WHERE workspace_id = %s AND body IS NOT NULL"
        return removed | {"answers": execute(forget, [workspace_id])}
