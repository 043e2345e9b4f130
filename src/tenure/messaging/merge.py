"""Let messages to customers who were merged be messages to the customers they are now."""

from datetime import datetime

import polars as pl

from tenure.customers.rules.merges import renamed
from tenure.platform.columns import among, select_frame, update_frame

_ROWS = {"id": pl.Int64(), "customer_id": pl.Int64()}


def merge(workspace_id: int, pairs: pl.DataFrame, *, now: datetime) -> None:  # noqa: ARG001 - a message keeps its times
    """Move messages from each `from_id` of `pairs` to its `to_id`."""
    condition, params = among("customer_id", pairs["from_id"].to_list())
    sql = f"SELECT id, customer_id FROM messaging_message WHERE workspace_id = %s AND {condition}"
    update_frame("messaging_message", renamed(select_frame(sql, [workspace_id, *params], schema=_ROWS), pairs))
