"""Write due messages: choose the template's language, ask the gate, render, make the bytes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tenure.customers.queries import by_ids
from tenure.kernel import json
from tenure.messaging.asking import gated
from tenure.messaging.channels.kinds import channel_kinds, channel_of
from tenure.messaging.draft import Draft, Person
from tenure.messaging.finishing import finished
from tenure.messaging.queries import settings_of, variants
from tenure.messaging.rules.inline import inline_template, read_inline
from tenure.messaging.rules.messages import Message
from tenure.messaging.rules.templates import MessageClass, Template, variant_for
from tenure.messaging.rules.whereabouts import country_of, zone_of
from tenure.messaging.senders import SenderBook
from tenure.messaging.shipped_templates import with_shipped
from tenure.messaging.writing import written
from tenure.platform.rules.workspaces import Workspace
from tenure.signals.queries import profile_frame


def drafts(workspace: Workspace, due: Sequence[Message], *, now: datetime, senders: SenderBook) -> list[Draft]:
    """Return a draft of every due message of a workspace, written or with the reason why not."""
    people = people_of(workspace.id, [message.customer_id for message in due])
    keys = {message.template for message in due}
    templates = with_shipped(variants(workspace.id, keys), keys=keys)
    settings = settings_of(workspace.id)
    # A pass takes as many messages as there are slots, and templates are filled one customer at a time.
    begun = [
        _begun(Draft(workspace, message, now, people[message.customer_id], settings), templates, senders)
        for message in due
    ]
    # Caps are asked when it is certain who else goes: once all are written.
    said = written(gated(begun, with_caps=False), sandbox=senders.sandbox, house=senders.house)
    return finished(said, senders)


def _begun(draft: Draft, templates: Sequence[Template], senders: SenderBook) -> Draft:
    message, person = draft.message, draft.person
    chosen = _template(message, person, templates)
    can_opt_out = draft.workspace.is_test or senders.house.is_public
    is_aimed = message.is_test or (message.inline is not None and message.to_address is not None)
    reached = message.to_address if is_aimed else _address(message.channel, person)
    draft = replace(draft, given_address=reached, can_opt_out=can_opt_out)
    if message.channel not in channel_kinds():
        return replace(draft, reason=f"no_channel:{message.channel}")
    # What was written once is not written again: a repeat goes where the first try went, with the same bytes.
    if message.raw is not None:
        return replace(draft, given_address=message.to_address)
    if chosen is None:
        return replace(draft, reason=f"no_template:{message.template}")
    given = draft.given_address or ""
    message = replace(
        message,
        message_class=MessageClass.TRANSACTIONAL if message.is_test else chosen.message_class,
        template_version=chosen.version,
        locale=chosen.locale,
        to_address=_wire_address(draft, given, senders),
    )
    return replace(draft, message=message, template=chosen)


def _template(message: Message, person: Person, templates: Sequence[Template]) -> Template | None:
    """Return what is written: what the message brings along, or the variant of its template for the customer."""
    brought = read_inline(message.inline) if message.inline else None
    if brought is not None and not brought.about:
        return inline_template(brought, channel=message.channel, locale=person.locale)
    fitting = (each for each in templates if (each.key, each.channel) == (message.template, message.channel))
    return variant_for(fitting, locale=person.locale)


def _wire_address(draft: Draft, given: str, senders: SenderBook) -> str | None:
    """Return an address as its channel writes it; None when nobody can be reached there."""
    kind = draft.message.channel
    found: str | None = channel_of(kind).address(given, settings=senders.settings(draft.workspace, kind))
    return found


def _address(channel: str, person: Person) -> str | None:
    """Return where a customer is reached over a channel: by mail, by phone, or in a product by who they are."""
    match channel:
        case "email":
            return person.email
        case "sms" | "voice":
            phone = person.traits.get("phone")
            return phone if isinstance(phone, str) else None
        case _:
            return person.user_id or person.public_id


def people_of(workspace_id: int, ids: Sequence[int]) -> dict[int, Person]:
    """Return what messages need to know of some customers."""
    profiles = profile_frame(workspace_id, ids)
    rows = profiles.join(by_ids(workspace_id, ids), on="customer_id", how="left").select(
        "customer_id", "public_id", "user_id", "email", "locale", "traits"
    )
    return {
        customer_id: _person(public_id or "", user_id, email, locale, traits)
        for customer_id, public_id, user_id, email, locale, traits in rows.iter_rows()
    }


def _person(public_id: str, user_id: str | None, email: str | None, locale: str | None, text: str) -> Person:
    traits = json.decode_object(text)
    return Person(
        public_id=public_id,
        user_id=user_id,
        email=email,
        locale=locale,
        traits=traits,
        country=country_of(traits, locale=locale),
        zone=zone_of(traits),
    )
