"""Turn an event as a client sent it into the event that Tenure stores, or say why not.

The sender's words become ours: a track's `event` and a page's `name` are the name, the traits of identify
and group are the properties, `groupId` is the account, and an alias's `previousId` the anonymous id that
becomes the user's. `integrations` and `channel` say how the event was sent: they join the context.
Nothing is corrected here: `timestamp` and `sent_at` are the client's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, get_args

from msgspec import Struct, UnsetType

from tenure.events.rules.declared import declared_fault
from tenure.events.rules.limits import AHEAD, AHEAD_OF_CLOCK
from tenure.events.rules.masking import Seal
from tenure.events.rules.refusals import Refusal
from tenure.events.rules.sent_events import Kind, SentEvent
from tenure.kernel.json import Json, JsonObject

_KINDS: Final = frozenset(get_args(Kind))
_PREVIOUS_ID: Final = "previousId"

TOO_FAR_AHEAD: Final = "too_far_ahead"  # the one code that another look at the clock may take back


class StoredEvent(Struct, gc=False, omit_defaults=True):
    """One event in the inbox. Instants are UTC."""

    kind: str
    message_id: str
    name: str | None = None
    user_id: str | None = None
    anonymous_id: str | None = None
    account_id: str | None = None
    timestamp: datetime | None = None
    sent_at: datetime | None = None
    properties: JsonObject = {}
    context: JsonObject = {}


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for requests of one kind with keys of one kind, and what only a process can do."""

    kind: Kind | None  # None when the request is a batch and each event says its own
    reserved: frozenset[str]  # the names of events of which others tell
    mint: Callable[[], str]  # a new messageId for events without one
    seal: Seal


@dataclass(frozen=True, slots=True)
class Shared:
    """What a batch says for those of its events that do not say it themselves."""

    sent_at: datetime | None = None
    context: JsonObject | None = None
    integrations: Json = None


def stored_event(sent: SentEvent, terms: Terms, shared: Shared, *, now: datetime) -> StoredEvent | Refusal:
    """Return the event to store, or why it is refused; `now` is when it arrived by its workspace's clock."""
    kind = terms.kind or sent.type
    if not kind:
        return Refusal("missing_field", "Say what the event is: identify, track, page, screen, group or alias.", "type")
    if kind not in _KINDS:
        return Refusal("unknown_type", "Send identify, track, page, screen, group or alias.", "type")
    event = StoredEvent(
        kind,
        sent.message_id or terms.mint(),
        user_id=_id(sent.user_id),
        anonymous_id=_id(sent.anonymous_id),
        context=_context(sent, shared),
    )
    if event.user_id is None and event.anonymous_id is None:
        return Refusal("missing_field", "Say who it was: give userId or anonymousId.", "userId")
    return _with_content(event, sent, terms) or _with_times(event, sent, shared, now=now) or event


def _with_content(event: StoredEvent, sent: SentEvent, terms: Terms) -> Refusal | None:
    kind = event.kind
    if kind == "track":
        return _with_name(event, sent, terms)
    if kind in {"page", "screen"}:
        event.properties = _with_category(sent.properties or {}, sent.category)
        event.name = sent.name or None
    elif kind == "alias":
        return _with_previous(event, sent)
    elif kind == "group":
        event.properties = sent.traits or {}
        event.account_id = _id(sent.group_id)
        if event.account_id is None:
            return Refusal("missing_field", "Say which account: give groupId.", "groupId")
    else:
        event.properties = sent.traits or _traits_in(event.context)
    return None


def _with_name(event: StoredEvent, sent: SentEvent, terms: Terms) -> Refusal | None:
    event.properties = sent.properties or {}
    event.name = name = sent.event or None
    if name is None:
        return Refusal("missing_field", "Say what happened: give the event a name.", "event")
    if name in terms.reserved:
        return Refusal("reserved_name", "This key may not tell of this event of Tenure's own.", "event")
    return declared_fault(name, event.properties)


def _with_previous(event: StoredEvent, sent: SentEvent) -> Refusal | None:
    previous = _id(sent.previous_id)
    if previous is None:
        return Refusal("missing_field", "Say who the user was before: give previousId.", "previousId")
    if event.user_id is None:
        return Refusal("missing_field", "Say who the user is now: give userId.", "userId")
    event.properties = {_PREVIOUS_ID: previous}
    # A browser's alias with one argument names the user twice, which says nothing.
    if previous != event.user_id:
        event.anonymous_id = previous
    return None


def _with_times(event: StoredEvent, sent: SentEvent, shared: Shared, *, now: datetime) -> Refusal | None:
    sent_at = sent.sent_at or shared.sent_at
    # What the client calls original is by its own clock, as `sentAt` is; the other may be corrected already.
    happened = (sent.original_timestamp or sent.timestamp) if sent_at else (sent.timestamp or sent.original_timestamp)
    try:
        event.timestamp = timestamp = _utc(happened)
        event.sent_at = sent_at = _utc(sent_at)
    except OverflowError:
        return Refusal("bad_timestamp", "Give an instant between the years 1 and 9999.", "timestamp")
    if timestamp is None:
        return None
    if timestamp - (sent_at or now) > AHEAD:
        return Refusal(TOO_FAR_AHEAD, AHEAD_OF_CLOCK, "timestamp")
    return None


def _utc(instant: datetime | UnsetType | None) -> datetime | None:
    if not instant:
        return None
    if instant.tzinfo is UTC:
        return instant
    # ISO 8601 without a zone is local time; servers that leave it out mean UTC.
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _id(value: str | int | UnsetType | None) -> str | None:
    if isinstance(value, str):
        return value or None
    return None if value is None or isinstance(value, UnsetType) else str(value)


def _context(sent: SentEvent, shared: Shared) -> JsonObject:
    context = sent.context or shared.context or {}
    integrations = sent.integrations or shared.integrations
    if not integrations and not sent.channel:
        return context
    sending: JsonObject = {}
    if integrations:
        sending["integrations"] = integrations
    if sent.channel:
        sending["channel"] = sent.channel
    return sending | context


def _traits_in(context: JsonObject) -> JsonObject:
    """Return the traits where some of RudderStack's clients put those of an identify."""
    traits = context.get("traits")
    return traits if isinstance(traits, dict) else {}


def _with_category(properties: JsonObject, category: str | UnsetType | None) -> JsonObject:
    return {"category": category} | properties if category else properties
