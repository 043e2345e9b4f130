"""Go over merges that were made while the worker had customers in hand under their old ids."""

from collections.abc import Callable
from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.customers.queries import MERGES
from tenure.customers.services.merge_customers import merge_rooms
from tenure.platform.columns import among, execute, select_frame

_UNSETTLED = {"id": pl.Int64(), "workspace_id": pl.Int64(), **MERGES}


def settle_merges(*, now_of: Callable[[int], datetime]) -> int:
    """Have every room move what still bears an old id; return how many merges were gone over.

    The worker, who leads, calls it between its other acts, when it has nobody in hand.
    """
    sql = f"SELECT {', '.join(_UNSETTLED)} FROM customers_merge WHERE settled_at IS NULL ORDER BY id"
    unsettled = select_frame(sql, [], schema=_UNSETTLED)
    for group in unsettled.partition_by("workspace_id", maintain_order=True):
        workspace_id = group["workspace_id"][0]
        now = now_of(workspace_id)
        condition, params = among("id", group["id"].to_list())
        with transaction.atomic():
            merge_rooms(workspace_id, group.select(MERGES.keys()), now=now)
            execute(f"UPDATE customers_merge SET settled_at = %s WHERE {condition}", [now, *params])
    return unsettled.height
