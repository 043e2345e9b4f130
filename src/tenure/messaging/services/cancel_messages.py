"""Take back what enrollments asked for and was not sent yet."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction

from tenure.messaging.fates import fate_event
from tenure.messaging.models import MessageRow
from tenure.messaging.rules.messages import Message
from tenure.messaging.rules.outcomes import Fate, MessageState, state_unsent
from tenure.platform.columns import update_frame
from tenure.platform.services.record import record_many, recorded_frame, recorded_row

SOURCE_KIND: Final = "enrollment"


def cancel_messages(
    workspace_id: int, enrollment_ids: Collection[int], *, customer_ids: Collection[int], reason: str, now: datetime
) -> int:
    """Stop the queued messages of some customers' enrollments in the caller's transaction; return how many.

    What was handed over already goes its way. One enrollment costs as many statements as a thousand.
    """
    wanted = {str(each) for each in enrollment_ids}
    with transaction.atomic():
        queued = MessageRow.objects.select_for_update().filter(
            workspace_id=workspace_id, customer_id__in=customer_ids, state=MessageState.QUEUED, source_kind=SOURCE_KIND
        )
        rows = [row for row in queued.defer("raw").order_by("pk") if row.source_id.partition(":")[0] in wanted]
        _write(workspace_id, [_stopped(row.to_value(), reason=reason, now=now) for row in rows])
    return len(rows)


def _stopped(message: Message, *, reason: str, now: datetime) -> tuple[Message, Fate]:
    state = state_unsent(attempt_count=message.attempt_count, reason=message.reason)
    return message, Fate(state, reason, message.due_at, message.attempt_count, now)


def _write(workspace_id: int, decided: Sequence[tuple[Message, Fate]]) -> None:
    rows = [(message.id, what.state.value, what.reason) for message, what in decided]
    names = {"id": pl.Int64(), "state": pl.String(), "reason": pl.String()}
    update_frame("messaging_message", pl.DataFrame(rows, schema=names, orient="row"))
    told = [
        recorded_row(event, workspace_id=workspace_id, customer_id=message.customer_id)
        for message, what in decided
        if (event := fate_event(message, what)) is not None
    ]
    record_many(recorded_frame(told))
