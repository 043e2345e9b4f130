"""Show events, customers and messages as lists."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.urls import reverse

from tenure.console.presenting.segment_editor import Option
from tenure.console.rules.lines import ConsentLine, CustomerLine, EventLine, MessageLine, State
from tenure.console.rules.people import Person
from tenure.console.rules.properties import Property, properties_of, shown_properties
from tenure.console.signal_wording import stage_look
from tenure.console.wording import STATES, consent_look, event_look, reason_text, state_look
from tenure.customers.rules.consents import Consent
from tenure.customers.rules.customers import Customer
from tenure.events.rules.places import place_text
from tenure.events.rules.rows import TENURE
from tenure.kernel.json import Json
from tenure.messaging.rules.messages import Message
from tenure.ui.rules.navigation import Label

SHORT = 3
# Properties of our own events that their link stands for, and those that a short line leaves out.
LINKED = ("message", "cause_seq")
DETAILS = (*LINKED, "channel", "enrollment", "version")
STAGE_NAMES = ("stage", "previous_stage")

People = Mapping[int, Person]


def event_lines(events: pl.DataFrame, people: People, *, is_short: bool = False) -> tuple[EventLine, ...]:
    """Return rows of the stream as a list shows them."""
    # A page shows at most fifty rows.
    return tuple(_event_line(row, people, is_short=is_short) for row in events.iter_rows(named=True))


def _event_line(row: Mapping[str, Any], people: People, *, is_short: bool) -> EventLine:
    properties, is_own = properties_of(row["properties"]), row["source"] == TENURE
    left_out = (DETAILS if is_short else LINKED) if is_own else ()
    said = shown_properties(properties, without=left_out)
    shown = tuple(_in_words(each) for each in said) if row["name"] == "stage_changed" else said
    return EventLine(
        key=place_text((row["seq"], row["position"])),
        look=event_look(row["kind"], row["name"]),
        url=_subject_url(properties) if is_own else "",
        who=people.get(row["customer_id"]),
        properties=tuple({value: (name, value) for name, value in shown}.values())[:SHORT] if is_short else shown,
        source=row["source"],
        at=row["occurred_at"],
    )


def _in_words(said: Property) -> Property:
    name, value = said
    return (name, str(stage_look(value).name)) if name in STAGE_NAMES else said


def _subject_url(properties: Mapping[str, Json]) -> str:
    """Return the page of the message, the journey or the segment that one of our own events speaks of."""
    for name in ("message", "journey", "segment"):
        if isinstance(subject := properties.get(name), str):
            return reverse(f"console:{name}", args=[subject])
    return ""


def customer_lines(
    customers: Iterable[Customer], people: People, *, counts: Mapping[int, int]
) -> tuple[CustomerLine, ...]:
    """Return customers as a list shows them."""
    return tuple(
        CustomerLine(
            who=people[each.id],
            user_id=each.user_id or "",
            event_count=counts.get(each.id, 0),
            source=each.first_source,
            created_at=each.created_at,
        )
        for each in customers
    )


def consent_lines(consents: Iterable[Consent]) -> tuple[ConsentLine, ...]:
    """Return what a customer agreed to."""
    return tuple(ConsentLine(each.channel, each.purpose, consent_look(each.state), each.at) for each in consents)


def message_lines(messages: Iterable[Message], people: People) -> tuple[MessageLine, ...]:
    """Return messages as a list shows them."""
    return tuple(
        MessageLine(
            public_id=message.public_id,
            who=people[message.customer_id],
            title=message.subject or message.template,
            journey=message.journey,
            look=state_look(message.state),
            state=message.state,
            reason=reason_text(message.reason) if message.reason else "",
            at=message.sent_at or message.queued_at,
            deferred_until=message.deferred_until,
        )
        for message in messages
    )


def message_states(counts: Mapping[str, int], *, chosen: str | None = None) -> tuple[State, ...]:
    """Return the states of messages that any message is in, and the one that is chosen."""
    return tuple(
        State(key, look.name, look.tone, messages_url(key), counts[key], is_chosen=key == chosen)
        for key, look in STATES.items()
        if counts.get(key) or key == chosen
    )


def messages_url(state: str) -> str:
    """Return where the messages of a state are listed."""
    return f"{reverse('console:messages')}?{urlencode({'state': state})}"


def chosen_options(names: Mapping[str, Label], chosen: str | None) -> tuple[Option, ...]:
    """Return several things to choose from, the one chosen among them."""
    return tuple(Option(key, name, key == chosen) for key, name in names.items())
