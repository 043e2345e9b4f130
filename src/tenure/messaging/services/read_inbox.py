"""Show customers what is in their inbox inside the product, and note what they did with it.

That a message was read is marked in the customer's own inbox. It is told to anybody else, as an open, only where the
customer agreed to open tracking there.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tenure.customers.queries import customer
from tenure.events.rules.vocabulary.messages import message_clicked, message_opened
from tenure.kernel import json
from tenure.kernel.errors import NotAllowed, NotFound
from tenure.kernel.json import Json, JsonObject
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import channel_settings, in_app_messages, is_watched
from tenure.messaging.rules.in_app import is_vouched_for
from tenure.messaging.rules.messages import Message
from tenure.messaging.rules.outcomes import MessageState
from tenure.platform.queries import real_now
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.keys import tracking_workspace
from tenure.platform.services.record import record

IN_APP = "in_app"
MOST = 50


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody whom a site vouches for."""

    workspace: Workspace
    user_id: str

    @property
    def now(self) -> datetime:
        """Return the time of the workspace."""
        return self.workspace.clock.at(real_now())


def visitor(write_key: str, user_id: str, user_hash: str) -> Visitor:
    """Return who asks; NotAllowed when the key opens nothing, or the hash is not one of the site's."""
    found = tracking_workspace(write_key, now=real_now())
    if found is None:
        raise NotAllowed("This write key does not exist, is revoked or has expired.", field="key")
    settings = channel_settings(found.id, IN_APP)
    if settings is None:
        raise NotAllowed("Messages inside the product are not set up: PUT /api/v1/channels/in_app.", field="key")
    if not user_id or not is_vouched_for(user_id, user_hash, secrets=(settings.secret, settings.former_secret)):
        raise NotAllowed("`hash` is the hex HMAC-SHA256 of the user id, made with the channel's secret.", field="hash")
    return Visitor(found, user_id)


def inbox(who: Visitor) -> list[JsonObject]:
    """Return what somebody can read now, newest first; nothing for whom nobody knows yet."""
    found = _customer_id(who)
    if found is None:
        return []
    shown = in_app_messages(who.workspace.id, found, limit=MOST)
    return [said for each in shown if (said := _said(each, now=who.now)) is not None]


def note_seen(who: Visitor, message: str) -> None:
    """Mark a message as read."""
    with transaction.atomic():
        _seen(_row(who, message), now=who.now)


def note_clicked(who: Visitor, message: str) -> None:
    """Note that the button of a message was pressed; who pressed it has seen it."""
    with transaction.atomic():
        row, now = _row(who, message), who.now
        _seen(row, now=now)
        if row.clicked_at is None:
            value = row.to_value()
            button = json.decode_object(value.raw or b"{}").get("button")
            url = button.get("url") if isinstance(button, dict) else None
            MessageRow.objects.filter(pk=row.pk).update(clicked_at=now)
            event = message_clicked(value.about, link=str(url or ""), link_id=0, at=now)
            record(event, workspace_id=who.workspace.id, customer_id=row.customer_id)


def note_dismissed(who: Visitor, message: str) -> None:
    """Put a message away; it is not shown again."""
    with transaction.atomic():
        row = _row(who, message)
        MessageRow.objects.filter(pk=row.pk, dismissed_at=None).update(dismissed_at=who.now)


def _seen(row: MessageRow, *, now: datetime) -> None:
    if row.seen_at is None:
        MessageRow.objects.filter(pk=row.pk).update(seen_at=now)
    if row.opened_at is not None or not is_watched(row.workspace_id, row.customer_id, IN_APP):
        return
    MessageRow.objects.filter(pk=row.pk).update(opened_at=now)
    event = message_opened(row.to_value().about, machine=False, at=now)
    record(event, workspace_id=row.workspace_id, customer_id=row.customer_id)


def _row(who: Visitor, message: str) -> MessageRow:
    """Return a message of the visitor, locked; another's does not exist for them."""
    found = _customer_id(who)
    rows = MessageRow.objects.select_for_update().filter(workspace_id=who.workspace.id, channel=IN_APP)
    row = rows.filter(public_id=message, customer_id=found, state=MessageState.SENT).first() if found else None
    if row is None:
        raise NotFound("There is no such message in this inbox.", field="message")
    return row


def _customer_id(who: Visitor) -> int | None:
    try:
        found = customer(who.workspace.id, who.user_id)
    except NotFound:
        return None
    # A public id of ours is no user id of theirs.
    return found.id if found.user_id == who.user_id else None


def _said(message: Message, *, now: datetime) -> JsonObject | None:
    said = json.decode_object(message.raw or b"{}")
    expires: Json = said.get("expires_at")
    if isinstance(expires, str) and datetime.fromisoformat(expires) <= now:
        return None
    sent_at = message.sent_at.isoformat().replace("+00:00", "Z") if message.sent_at else None
    return {"id": message.public_id, **said, "sent_at": sent_at, "is_seen": message.seen_at is not None}
