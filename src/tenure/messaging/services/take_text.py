"""Take what an SMS gateway calls back: who wants no more texts, and what became of messages."""

from datetime import datetime

from django.db import transaction

from tenure.customers.queries import consents
from tenure.customers.rules.consents import MARKETING, WITHDRAWN, ConsentChange
from tenure.customers.services.record_consent import record_consent
from tenure.customers.services.suppress import suppress
from tenure.events.rules.vocabulary.messages import message_bounced, message_delivered
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import channel_settings, settings_of
from tenure.messaging.rules.gate import TIME_TO_LIVE
from tenure.messaging.rules.inline import Inline, inline_text
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.phones import phone_number
from tenure.messaging.rules.stop_words import is_stop
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.rules.text_callbacks import Answered, Arrived
from tenure.messaging.rules.text_messages import confirmation
from tenure.platform.ids import public_id
from tenure.platform.queries import workspace
from tenure.platform.services.record import record

SMS = "sms"
STOPPED = "stop"


def take_text(workspace_id: int, fact: Answered | Arrived, *, now: datetime) -> bool:
    """Act on a callback, once however often it comes; return whether it changed anything."""
    match fact:
        case Arrived():
            return _arrived(workspace_id, fact, now=now)
        case Answered(number, text):
            return is_stop(text) and _stopped(workspace_id, number, now=now)


def _arrived(workspace_id: int, fact: Arrived, *, now: datetime) -> bool:
    with transaction.atomic():
        rows = MessageRow.objects.select_for_update().filter(workspace_id=workspace_id, channel=SMS)
        row = rows.filter(public_id=fact.message).defer("raw").first()
        column = f"{fact.what}_at"
        if row is None or getattr(row, column) is not None:
            return False
        MessageRow.objects.filter(pk=row.pk).update(**{column: now})
        about = row.to_value().about
        arrived = fact.what == "delivered"
        event = message_delivered(about, at=now) if arrived else message_bounced(about, reason=fact.reason, at=now)
        record(event, workspace_id=workspace_id, customer_id=row.customer_id)
    return True


def _stopped(workspace_id: int, number: str, *, now: datetime) -> bool:
    """End marketing by text for everybody who was ever written to at a number, and confirm it once."""
    settings = channel_settings(workspace_id, SMS)
    known = phone_number(number, country=settings.country if settings else "")
    if known is None:
        return False
    with transaction.atomic():
        written_to = MessageRow.objects.filter(workspace_id=workspace_id, channel=SMS, to_address=known)
        people = dict(written_to.order_by("pk").values_list("customer_id", "locale"))
        if not people:
            # Nobody of ours: whoever it is, nothing will be sent there.
            suppress(workspace_id, [known], reason=STOPPED, now=now)
            return False
        leaving = [each for each in people if not _left(workspace_id, each)]
        for each in leaving:
            said = ConsentChange(SMS, MARKETING, WITHDRAWN, text_version=None, source="sms_stop", actor="customer")
            record_consent(workspace_id, each, change=said, now=now)
        if leaving:
            _confirm(workspace_id, leaving[-1], known, locale=people[leaving[-1]], now=now)
    return bool(leaving)


def _left(workspace_id: int, customer_id: int) -> bool:
    return any(
        (each.channel, each.purpose, each.state) == (SMS, MARKETING, WITHDRAWN)
        for each in consents(workspace_id, customer_id)
    )


def _confirm(workspace_id: int, customer_id: int, number: str, *, locale: str | None, now: datetime) -> None:
    brand = settings_of(workspace_id).brand_name or workspace(workspace_id).name
    message = public_id("msg")
    # Said so, no brand can smuggle Liquid in.
    text = "{% raw %}" + confirmation(brand=brand.replace("{%", ""), locale=locale) + "{% endraw %}"
    MessageRow.objects.create(
        workspace_id=workspace_id,
        public_id=message,
        customer_id=customer_id,
        source_kind=STOPPED,
        source_id=f"{number}:{message}",
        channel=SMS,
        template="",
        inline=inline_text(Inline(text)),
        message_class=MessageClass.TRANSACTIONAL.value,
        to_address=number,
        state=MessageState.QUEUED,
        reason="",
        attempt_count=0,
        queued_at=now,
        due_at=now,
        expires_at=now + TIME_TO_LIVE,
        keeps_expiry=True,
    )
