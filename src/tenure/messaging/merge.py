"""Let messages to customers who were merged, and what is owed to them, be of the customers they are now."""

from datetime import datetime

import polars as pl

from tenure.customers.rules.consents import WITHDRAWN
from tenure.customers.rules.merges import renamed
from tenure.messaging.queries import consent_notices
from tenure.platform.columns import among, execute, select_frame, update_frame

_ROWS = {"id": pl.Int64(), "customer_id": pl.Int64()}
# What names its customer and is moved as it is.
_MOVED = ("messaging_message", "messaging_open_withdrawal")


def merge(workspace_id: int, pairs: pl.DataFrame, *, now: datetime) -> None:  # noqa: ARG001 - a message keeps its times
    """Move what is there of each `from_id` of `pairs` to its `to_id`."""
    condition, params = among("customer_id", pairs["from_id"].to_list())
    for table in _MOVED:
        sql = f"SELECT id, customer_id FROM {table} WHERE workspace_id = %s AND {condition}"
        update_frame(table, renamed(select_frame(sql, [workspace_id, *params], schema=_ROWS), pairs))
    _unite_notices(workspace_id, pairs)


def _unite_notices(workspace_id: int, pairs: pl.DataFrame) -> None:
    """Keep one notice for each customer and channel: the strictest, and of two such the one known for longer."""
    held = consent_notices(workspace_id, pl.concat([pairs["from_id"], pairs["to_id"]]).unique().to_list())
    whose = pairs.select("to_id", customer_id="from_id")
    named = held.join(whose, on="customer_id", how="left").with_columns(customer_id=pl.coalesce("to_id", "customer_id"))
    ranked = named.sort(pl.col("state") != WITHDRAWN, "said_at", "id")
    kept = ranked.unique(["customer_id", "channel"], keep="first", maintain_order=True)
    condition, params = among("id", named.join(kept, on="id", how="anti")["id"].to_list())
    execute(f"DELETE FROM messaging_consent_notice WHERE {condition}", params)
    update_frame("messaging_consent_notice", kept.select("id", "customer_id"))
