"""Write what became of messages, together with the events that say so."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from tenure.events.rules.vocabulary.messages import message_failed, message_refused, message_sent
from tenure.kernel.events import Event
from tenure.messaging.draft import Draft
from tenure.messaging.rules.messages import Message
from tenure.messaging.rules.outcomes import Fate, MessageState
from tenure.platform.columns import update_frame
from tenure.platform.services.record import record_many, recorded_frame, recorded_row

_INSTANT: Final = pl.Datetime("us", "UTC")
_COLUMNS: Final = {
    "id": pl.Int64(),
    "state": pl.String(),
    "reason": pl.String(),
    "due_at": _INSTANT,
    "expires_at": _INSTANT,
    "attempt_count": pl.Int32(),
    "sent_at": _INSTANT,
    "message_class": pl.String(),
}


def write_fates(decided: Sequence[tuple[Draft, Fate]]) -> None:
    """Write fates and record their events in the caller's transaction, with two statements."""
    rows = [_row(draft.message, what) for draft, what in decided]
    update_frame("messaging_message", pl.DataFrame(rows, schema=_COLUMNS, orient="row"))
    record_many(
        recorded_frame(
            [
                recorded_row(event, workspace_id=draft.workspace.id, customer_id=draft.message.customer_id)
                for draft, what in decided
                if (event := fate_event(draft.message, what)) is not None
            ],
        ),
    )


def fate_event(message: Message, what: Fate) -> Event | None:
    """Return the event that says what became of a message; none while nothing is certain."""
    match what.state:
        case MessageState.SENT:
            return message_sent(message.about, at=what.at)
        case MessageState.FAILED:
            return message_failed(message.about, reason=what.reason, at=what.at)
        case MessageState.REFUSED | MessageState.CANCELED:
            return message_refused(message.about, reason=what.reason, at=what.at)
        case MessageState.QUEUED | MessageState.SENDING | MessageState.UNKNOWN:
            return None


def _row(message: Message, what: Fate) -> tuple[object, ...]:
    return (
        message.id,
        what.state.value,
        what.reason,
        what.due_at,
        what.expires_at or message.expires_at,
        what.attempt_count,
        what.at if what.state == MessageState.SENT else None,
        None if message.message_class is None else message.message_class.value,
    )
