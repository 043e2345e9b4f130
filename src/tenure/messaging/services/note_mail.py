"""Note what became of mail after it was taken: delivered, bounced, complained about, opened, followed.

Each fact is told once, whatever is called back twice, late or out of order. Acts take a message that is locked.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tenure.customers.services.suppress import suppress
from tenure.events.rules.vocabulary.messages import message_bounced, message_complained, message_delivered
from tenure.kernel.events import Event
from tenure.messaging.models import MessageRow
from tenure.messaging.rules.callbacks import MailFact
from tenure.messaging.rules.messages import Message
from tenure.platform.services.record import record

BOUNCED = "bounced"
COMPLAINED = "complained"


def note_bounce(workspace_id: int, message: Message, *, reason: str, now: datetime) -> None:
    """Write nobody at this address any more: the server said that nobody is there."""
    if message.to_address:
        suppress(workspace_id, [message.to_address], reason=BOUNCED, now=now)
    event = message_bounced(message.about, reason=reason, at=now)
    _note(workspace_id, message, "bounced_at", event, now=now)


def note_facts(workspace_id: int, facts: Sequence[MailFact], *, now: datetime) -> int:
    """Note what a provider called back; return how many facts were about messages of the workspace."""
    names = {fact.message for fact in facts if fact.message}
    with transaction.atomic():
        rows = MessageRow.objects.select_for_update().filter(workspace_id=workspace_id, public_id__in=names)
        known = {row.public_id: row.to_value() for row in rows.defer("raw").order_by("pk")}
        for fact in facts:
            _note_fact(workspace_id, fact, known.get(fact.message or ""), now=now)
    return sum(fact.message in known for fact in facts)


def _note_fact(workspace_id: int, fact: MailFact, message: Message | None, *, now: datetime) -> None:
    # Without a message of ours an address is anybody's claim about anybody.
    if message is None:
        return
    if fact.what == COMPLAINED or fact.is_for_good:
        addresses = {address for address in (fact.address, message.to_address) if address}
        suppress(workspace_id, addresses, reason=fact.what, now=now)
    match fact.what:
        case "delivered":
            _note(workspace_id, message, "delivered_at", message_delivered(message.about, at=now), now=now)
        case "bounced":
            event = message_bounced(message.about, reason=fact.reason, at=now)
            _note(workspace_id, message, "bounced_at", event, now=now)
        case "complained":
            _note(workspace_id, message, "complained_at", message_complained(message.about, at=now), now=now)


def _note(workspace_id: int, message: Message, column: str, event: Event, *, now: datetime) -> None:
    """Keep when it happened first, and tell it then."""
    if MessageRow.objects.filter(pk=message.id, **{column: None}).update(**{column: now}):
        record(event, workspace_id=workspace_id, customer_id=message.customer_id)
