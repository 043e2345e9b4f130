"""Give a person what was written to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tenure.kernel.json import Json
from tenure.messaging.models import MessageRow
from tenure.messaging.rules.messages import Message


def export(workspace_id: int, customer_ids: Sequence[int]) -> Mapping[str, Json]:
    """Return every message to some customers, oldest first, as it was written."""
    rows = MessageRow.objects.filter(workspace_id=workspace_id, customer_id__in=list(customer_ids)).order_by("pk")
    return {"messages": [_line(row.to_value()) for row in rows.iterator()]}


def _line(message: Message) -> dict[str, Json]:
    return {
        "id": message.public_id,
        "channel": message.channel,
        "template": message.template,
        "journey": message.journey,
        "state": message.state.value,
        "reason": message.reason,
        "subject": message.subject,
        "to_address": message.to_address,
        "queued_at": _instant(message.queued_at),
        "sent_at": _instant(message.sent_at),
        "raw": None if message.raw is None else message.raw.decode(errors="replace"),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
