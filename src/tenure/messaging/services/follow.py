"""Note that a customer opened a message or followed a link in it."""

from datetime import datetime

from django.db import transaction

from tenure.events.rules.vocabulary.messages import message_clicked, message_opened
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import is_watched, link_url
from tenure.messaging.rules.opens import is_machine
from tenure.messaging.rules.preferences import EMAIL
from tenure.messaging.rules.tokens import LinkToken, OpenToken
from tenure.platform.queries import workspace
from tenure.platform.services.record import record


def follow(token: LinkToken, *, now: datetime) -> str | None:
    """Return where a link leads, and note that it was followed; None when it leads nowhere.

    The message may have been erased since; the link still leads on.
    """
    url = link_url(token.workspace_id, token.link_id)
    if url is None:
        return None
    with transaction.atomic():
        row = _message(token.workspace_id, token.message_id)
        if row is not None:
            event = message_clicked(row.to_value().about, link=url, link_id=token.link_id, at=now)
            record(event, workspace_id=token.workspace_id, customer_id=row.customer_id)
            MessageRow.objects.filter(pk=row.pk, clicked_at=None).update(clicked_at=now)
    return url


def open_message(token: OpenToken, *, user_agent: str, now: datetime) -> None:
    """Note that a message was opened, by a person or a program, while its customer agrees to that."""
    with transaction.atomic():
        row = _message(token.workspace_id, token.message_id)
        if row is None or not is_watched(token.workspace_id, row.customer_id, EMAIL):
            return
        rate = workspace(token.workspace_id).clock.rate
        after = (now - row.sent_at) / rate if rate > 0 and row.sent_at else None
        machine = is_machine(user_agent, after=after)
        if not machine and not MessageRow.objects.filter(pk=row.pk, opened_at=None).update(opened_at=now):
            return
        event = message_opened(row.to_value().about, machine=machine, at=now)
        record(event, workspace_id=token.workspace_id, customer_id=row.customer_id)


def _message(workspace_id: int, message_id: int) -> MessageRow | None:
    rows = MessageRow.objects.select_for_update().filter(workspace_id=workspace_id, pk=message_id)
    return rows.defer("raw").first()
