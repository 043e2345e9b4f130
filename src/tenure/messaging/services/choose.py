"""Let customers leave, and choose what they are sent. The ledger is written by its one writer only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from tenure.customers.queries import assumed_channels, consents, customer
from tenure.customers.rules.consents import GRANTED, MARKETING, WITHDRAWN, ConsentState
from tenure.customers.services.record_consent import record_consent
from tenure.kernel.errors import NotFound
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import kinds_set_up, settings_of
from tenure.messaging.rules.preferences import EMAIL, Choice, change, choices, decided, objection
from tenure.messaging.rules.settings import MessagingSettings
from tenure.messaging.rules.tokens import PageToken

# Which wording of the pages a customer saw; it goes up when their meaning changes.
TEXT_VERSION: Final = "customer-pages-1"


@dataclass(frozen=True, slots=True)
class Visit:
    """A customer on one of their pages: what holds, and what led there."""

    workspace_id: int
    customer_id: int
    settings: MessagingSettings
    channel: str
    locale: str | None
    said: dict[tuple[str, str], str]
    choices: tuple[Choice, ...]


def visit(token: PageToken) -> Visit:
    """Return what a customer finds on their page; NotFound when they were erased."""
    who = customer(token.workspace_id, token.customer)
    rows = MessageRow.objects.filter(workspace_id=token.workspace_id, public_id=token.message)
    channel, locale = rows.values_list("channel", "locale").first() or (EMAIL, None)
    settings = settings_of(token.workspace_id)
    said = {(each, MARKETING): str(GRANTED) for each in assumed_channels(token.workspace_id)}
    said |= {(each.channel, each.purpose): each.state for each in consents(token.workspace_id, who.id)}
    offered = choices(said, channels=kinds_set_up(token.workspace_id), topics=[topic.key for topic in settings.topics])
    return Visit(token.workspace_id, who.id, settings, channel, locale, said, tuple(offered))


def unsubscribe(token: PageToken, *, now: datetime) -> None:
    """End marketing on the channel of a message. Again and again is as good as once; who is erased has left already."""
    try:
        found = visit(token)
    except NotFound:
        return
    if found.said.get((found.channel, MARKETING)) != WITHDRAWN:
        _enter(found, [(found.channel, MARKETING, WITHDRAWN)], source="unsubscribe", now=now)


def choose(token: PageToken, wanted: Collection[str], *, now: datetime) -> None:
    """Let exactly the wanted choices hold."""
    found = visit(token)
    _enter(found, decided(found.choices, wanted, said=found.said), source="preferences", now=now)


def object_to_all(token: PageToken, *, now: datetime) -> None:
    """End marketing on every channel, also those to come."""
    found = visit(token)
    _enter(found, objection(found.choices), source="preferences", now=now)


def _enter(found: Visit, entries: Sequence[tuple[str, str, ConsentState]], *, source: str, now: datetime) -> None:
    with transaction.atomic():
        for entry in entries:
            said = change(entry, source=source, text_version=TEXT_VERSION, actor="customer")
            record_consent(found.workspace_id, found.customer_id, change=said, now=now)
