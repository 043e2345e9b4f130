"""Write due messages: choose the template's language, ask the gate, render, make the bytes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from tenure.customers.queries import by_ids, consent_states, suppressed
from tenure.kernel import json
from tenure.kernel.json import JsonObject
from tenure.messaging.channels.kinds import channel_kinds
from tenure.messaging.queries import variants
from tenure.messaging.rules.addresses import mail_address
from tenure.messaging.rules.gate import GATE_SCHEMA, refusals
from tenure.messaging.rules.messages import Message
from tenure.messaging.rules.mime import Envelope, message_bytes, message_id_header
from tenure.messaging.rules.rendering import Rendered, Unwritten, message_context
from tenure.messaging.rules.templates import MessageClass, Template, variant_for
from tenure.messaging.senders import SenderBook
from tenure.platform.rules.workspaces import Workspace
from tenure.signals.queries import profile_frame

MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class Draft:
    """A due message on its way to its bytes. With a reason it goes no further."""

    workspace: Workspace
    message: Message
    now: datetime
    given_address: str | None
    context: JsonObject
    template: Template | None
    reason: str = ""
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What a message needs to know of its customer."""

    user_id: str | None
    email: str | None
    locale: str | None
    traits: JsonObject


def drafts(workspace: Workspace, due: Sequence[Message], *, now: datetime, senders: SenderBook) -> list[Draft]:
    """Return a draft of every due message of a workspace, written or with the reason why not."""
    people = _people(workspace.id, [message.customer_id for message in due])
    templates = variants(workspace.id, {message.template for message in due})
    # A pass takes as many messages as there are slots, and templates are filled one customer at a time.
    begun = [_begun(workspace, message, people[message.customer_id], templates, now=now) for message in due]
    return [_written(draft, senders) for draft in gated(begun)]


def gated(begun: Sequence[Draft]) -> list[Draft]:
    """Return drafts of one workspace as the gate leaves them, asked with the consents of this moment."""
    open_drafts = [draft for draft in begun if not draft.reason]
    consents, banned = _consents(open_drafts), _suppressed(open_drafts)
    rows = [
        _gate_row(draft, consents.get(draft.message.customer_id), is_suppressed=not banned.isdisjoint(_reached(draft)))
        for draft in open_drafts
    ]
    verdicts = refusals(pl.DataFrame(rows, schema=dict(GATE_SCHEMA), orient="row"))
    reasons: dict[int, str | None] = dict(verdicts.iter_rows())
    return [replace(draft, reason=draft.reason or reasons[draft.message.id] or "") for draft in begun]


def _begun(
    workspace: Workspace, message: Message, person: Person, templates: Sequence[Template], *, now: datetime
) -> Draft:
    chosen = variant_for(
        (each for each in templates if (each.key, each.channel) == (message.template, message.channel)),
        locale=person.locale,
    )
    reason = ""
    if message.channel not in channel_kinds():
        reason = f"no_channel:{message.channel}"
    elif chosen is None and message.raw is None:
        reason = f"no_template:{message.template}"
    context = message_context(
        person.traits,
        user_id=person.user_id,
        workspace_name=workspace.name,
        message_id=message.public_id,
        at=now,
    )
    # What was written once is not written again: a repeat goes where the first try went, with the same bytes.
    if message.raw is not None:
        return Draft(workspace, message, now, message.to_address, context, None, reason, person.user_id)
    if chosen is not None:
        message = replace(
            message,
            message_class=chosen.message_class,
            template_version=chosen.version,
            locale=chosen.locale,
            to_address=mail_address(person.email or ""),
        )
    return Draft(workspace, message, now, person.email, context, chosen, reason, person.user_id)


def _written(draft: Draft, senders: SenderBook) -> Draft:
    """Return a draft with its bytes, made with these very senders."""
    message = draft.message
    if draft.reason or draft.template is None or message.to_address is None:
        return draft
    written = senders.sandbox.render(draft.template, draft.context)
    if isinstance(written, Unwritten):
        return replace(draft, reason=written.reason)
    try:
        return _complete(draft, written, senders)
    except (ValueError, UnicodeError) as error:
        return replace(draft, reason=f"mail_error:{error}")


def _complete(draft: Draft, written: Rendered, senders: SenderBook) -> Draft:
    message = draft.message
    envelope = Envelope(
        message_id=message.public_id,
        sender_name=senders.name(draft.workspace),
        sender_address=senders.address,
        to_address=message.to_address or "",
        at=draft.now,
    )
    complete = replace(
        message,
        subject=written.subject,
        message_id_header=message_id_header(message.public_id, sender_address=senders.address),
        raw=message_bytes(written, envelope),
    )
    return replace(draft, message=complete)


def _people(workspace_id: int, ids: Sequence[int]) -> dict[int, Person]:
    profiles = profile_frame(workspace_id, ids)
    names = by_ids(workspace_id, ids).select("customer_id", "user_id")
    rows = profiles.join(names, on="customer_id", how="left").select(
        "customer_id", "user_id", "email", "locale", "traits"
    )
    return {
        customer_id: Person(user_id, email, locale, json.decode_object(traits))
        for customer_id, user_id, email, locale, traits in rows.iter_rows()
    }


def _consents(marketing: Sequence[Draft]) -> Mapping[int, str]:
    """Return the state of marketing consent by customer; only marketing asks for it."""
    asked = [draft for draft in marketing if draft.message.message_class == MessageClass.MARKETING]
    found: dict[int, str] = {}
    for channel in {draft.message.channel for draft in asked}:
        ids = [draft.message.customer_id for draft in asked if draft.message.channel == channel]
        states = consent_states(asked[0].workspace.id, ids, channel, MARKETING)
        found.update(states.select("customer_id", "state").iter_rows())
    return found


def _suppressed(asked: Sequence[Draft]) -> frozenset[str]:
    """Return those addresses and user ids of some drafts to which nothing may be sent."""
    if not asked:
        return frozenset()
    return suppressed(asked[0].workspace.id, {known for draft in asked for known in _reached(draft)})


def _reached(draft: Draft) -> Iterator[str]:
    """Yield by what a draft's customer could be suppressed."""
    return (known for known in (draft.given_address, draft.message.to_address, draft.user_id) if known)


def _gate_row(draft: Draft, consent: str | None, *, is_suppressed: bool) -> tuple[object, ...]:
    message = draft.message
    return (
        message.id,
        message.channel,
        message.message_class,
        draft.given_address,
        message.to_address,
        is_suppressed,
        consent,
        False,
        message.expires_at,
        draft.now,
    )
