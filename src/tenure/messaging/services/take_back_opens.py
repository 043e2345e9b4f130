"""Take back from the stream what customers opened, up to when they withdrew from open tracking."""

from collections.abc import Callable
from datetime import datetime

import polars as pl

from tenure.customers.queries import merges
from tenure.events.rules.vocabulary.messages import OPENED
from tenure.events.services.take_back import is_kept, take_back
from tenure.messaging.queries import open_withdrawals
from tenure.platform.columns import among, execute
from tenure.signals.services.forget_measures import forget_measures


def take_back_opens(*, now_of: Callable[[int], datetime]) -> int:
    """Take back the opens of all who withdrew; return how many withdrawals were settled.

    The worker, who leads, calls it with nothing in hand. A crash repeats it; it is settled only when all is done.
    """
    wanted = open_withdrawals()
    for one in wanted.partition_by("workspace_id", maintain_order=True):
        workspace_id = int(one["workspace_id"][0])
        bounds, now = _bounds(workspace_id, one), now_of(workspace_id)
        if is_kept(workspace_id, OPENED.name, bounds):
            # First, so that whatever a crash leaves, no trait goes on counting what the stream has lost.
            forget_measures(workspace_id, OPENED.name, now=now)
            take_back(workspace_id, OPENED.name, bounds, now=now)
        condition, params = among("id", one["id"].to_list())
        execute(f"DELETE FROM messaging_open_withdrawal WHERE {condition}", params)
    return wanted.height


def _bounds(workspace_id: int, wanted: pl.DataFrame) -> pl.DataFrame:
    """Return up to when opens go, also of those who were merged into a customer: the stream may know both."""
    said = wanted.select("customer_id", "up_to")
    before = merges(workspace_id).join(said, left_on="to_id", right_on="customer_id")
    everyone = pl.concat([said, before.select(customer_id="from_id", up_to="up_to")])
    return everyone.group_by("customer_id", maintain_order=True).agg(pl.col("up_to").max())
