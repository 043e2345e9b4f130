"""Let what waits for customers who were merged be about the customers they are now."""

from datetime import datetime

import polars as pl

from tenure.platform.columns import among, select_frame, update_frame

_ROWS = {"id": pl.Int64(), "customer_id": pl.Int64()}


def merge(workspace_id: int, pairs: pl.DataFrame, *, now: datetime) -> None:  # noqa: ARG001 - what waits has no time
    """Move waiting events and effects from each `from_id` of `pairs` to its `to_id`."""
    for table, waits in (("platform_recordedevent", "true"), ("platform_effect", "done_at IS NULL")):
        condition, params = among("customer_id", pairs["from_id"].to_list())
        sql = f"SELECT id, customer_id FROM {table} WHERE workspace_id = %s AND {waits} AND {condition}"
        rows = select_frame(sql, [workspace_id, *params], schema=_ROWS)
        moved = rows.join(pairs, left_on="customer_id", right_on="from_id").select("id", customer_id="to_id")
        update_frame(table, moved)
