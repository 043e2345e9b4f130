"""Forget what was kept by a consent that is withdrawn: a withdrawal from open tracking works back in time."""

import polars as pl

from tenure.customers.rules.consents import WITHDRAWN
from tenure.events.rules.vocabulary.messages import OPENED
from tenure.messaging.rules.preferences import OPEN_TRACKING
from tenure.platform.columns import among, execute


def consents_changed(workspace_id: int, entries: pl.DataFrame) -> None:
    """Forget that customers opened messages, in the transaction in which they said so.

    Opens that have reached the stream stay there until the customer is erased; nothing shows them with a message.
    """
    left = entries.filter((pl.col("purpose") == OPEN_TRACKING) & (pl.col("state") == WITHDRAWN))["customer_id"]
    if left.is_empty():
        return
    condition, params = among("customer_id", left.unique().to_list())
    execute(
        "UPDATE messaging_message SET opened_at = NULL "
        f"WHERE workspace_id = %s AND opened_at IS NOT NULL AND {condition}",
        [workspace_id, *params],
    )
    # What the consumer has in hand already cannot be taken out of it.
    execute(
        f"DELETE FROM platform_recordedevent WHERE workspace_id = %s AND name = %s AND claim IS NULL AND {condition}",
        [workspace_id, OPENED.name, *params],
    )
