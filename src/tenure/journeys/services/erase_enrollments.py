"""Remove the enrollments of customers who are erased, and count them no longer."""

from collections.abc import Mapping, Sequence

import polars as pl
from django.db import transaction

from tenure.journeys.rules.counts import CHANGES
from tenure.journeys.services.node_counts import add_counts
from tenure.platform.columns import among, execute, select_frame


def erase_enrollments(workspace_id: int, customer_ids: Sequence[int]) -> Mapping[str, int]:
    """Remove enrollments and steps; return how many of each."""
    condition, params = among("customer_id", list(customer_ids))
    of_them = f"FROM journeys_enrollment WHERE workspace_id = %s AND {condition}"
    of_their_steps = f"FROM journeys_step WHERE workspace_id = %s AND enrollment_id IN (SELECT id {of_them})"
    with transaction.atomic():
        add_counts(workspace_id, _counted(workspace_id, customer_ids))
        steps = execute(f"DELETE {of_their_steps}", [workspace_id, workspace_id, *params])
        enrollments = execute(f"DELETE {of_them}", [workspace_id, *params])
    return {"enrollments": enrollments, "steps": steps}


def _counted(workspace_id: int, customer_ids: Sequence[int]) -> pl.DataFrame:
    """Return by how much the counts of nodes fall (columns of CHANGES) without these customers."""
    condition, params = among("e.customer_id", list(customer_ids))
    theirs = f"e.workspace_id = %s AND {condition}"
    sql = f"""
        SELECT version_id, node, 0, -COUNT(CASE state WHEN 'active' THEN 1 END),
            -COUNT(CASE state WHEN 'quarantined' THEN 1 END)
        FROM journeys_enrollment e WHERE {theirs} GROUP BY version_id, node
        UNION ALL
        SELECT version_id, '', -COUNT(*), 0, 0 FROM journeys_enrollment e
        WHERE {theirs} AND (state <> 'active' OR node <> '') GROUP BY version_id
        UNION ALL
        SELECT e.version_id, s.node, -COUNT(*), 0, 0 FROM journeys_step s
        JOIN journeys_enrollment e ON e.id = s.enrollment_id WHERE {theirs} GROUP BY e.version_id, s.node
    """
    rows = select_frame(sql, [workspace_id, *params] * 3, schema=CHANGES)
    return rows.group_by("version_id", "node").agg(pl.col("^.*_count$").sum()).sort("version_id", "node").cast(CHANGES)
