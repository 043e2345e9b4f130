"""Remove the messages of customers who are erased, with their bytes, what the catcher caught, and what was owed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.platform.columns import among, execute, select_frame


def addresses(workspace_id: int, customer_ids: Sequence[int]) -> list[str]:
    """Return the addresses to which messages to customers went."""
    condition, params = among("customer_id", list(customer_ids))
    sql = f"SELECT DISTINCT to_address FROM messaging_message WHERE workspace_id = %s AND {condition}"
    found = select_frame(sql, [workspace_id, *params], schema={"to_address": pl.String()})
    return found["to_address"].drop_nulls().to_list()


def erase(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:  # noqa: ARG001 - what goes has no time
    """Remove messages and caught mail, and what was noted of their consent; return how many of each."""
    condition, params = among("customer_id", list(customer_ids))
    of_them = f"FROM messaging_message WHERE workspace_id = %s AND {condition}"
    with transaction.atomic():
        caught = execute(
            f"DELETE FROM messaging_caught WHERE workspace_id = %s AND message_id IN (SELECT id {of_them})",
            [workspace_id, workspace_id, *params],
        )
        messages = execute(f"DELETE {of_them}", [workspace_id, *params])
        notices = execute(
            f"DELETE FROM messaging_consent_notice WHERE workspace_id = %s AND {condition}", [workspace_id, *params]
        )
    # Their opens go with all that the stream holds of them; a withdrawal from them tells of nobody.
    return {"messages": messages, "caught_mail": caught, "consent_notices": notices}
