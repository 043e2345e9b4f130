"""Remove the enrollments of customers who are erased, and count them no longer."""

from collections.abc import Mapping, Sequence

import polars as pl
from django.db import transaction

from tenure.journeys import reads
from tenure.journeys.rules.counts import COUNTS
from tenure.journeys.services.node_counts import add_counts
from tenure.journeys.services.turns import take_turn
from tenure.platform.columns import among, execute


def erase_enrollments(workspace_id: int, customer_ids: Sequence[int]) -> Mapping[str, int]:
    """Remove enrollments and steps; return how many of each."""
    condition, params = among("customer_id", list(customer_ids))
    of_them = f"FROM journeys_enrollment WHERE workspace_id = %s AND {condition}"
    of_their_steps = f"FROM journeys_step WHERE workspace_id = %s AND enrollment_id IN (SELECT id {of_them})"
    with transaction.atomic():
        take_turn(workspace_id)
        add_counts(workspace_id, reads.counted(workspace_id, f"e.{condition}", params).with_columns(-pl.col(COUNTS)))
        steps = execute(f"DELETE {of_their_steps}", [workspace_id, workspace_id, *params])
        enrollments = execute(f"DELETE {of_them}", [workspace_id, *params])
    return {"enrollments": enrollments, "steps": steps}
