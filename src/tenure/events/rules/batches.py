"""Read the body of a tracking request: what is stored of it, and what is refused.

The usual request is looked at once, as a whole and in C. Whatever is odd in it, if only for its look, is
read again slowly and exactly, event by event, so that a bad event is refused by itself.
"""

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

import msgspec

from tenure.events.rules import scanning
from tenure.events.rules.exact_json import Check, Members, Parsed, parsed, printable, spelled
from tenure.events.rules.limits import BATCH_EVENTS, EVENT_BYTES, PAYLOAD_BYTES
from tenure.events.rules.masking import Seal, masked_event, masked_text
from tenure.events.rules.refusals import Refusal
from tenure.events.rules.sent_events import Kind, SentBatch, SentEvent
from tenure.events.rules.storing import Shared, StoredEvent, Terms, stored_event
from tenure.kernel import json
from tenure.kernel.json import Json

_BATCH: Final = msgspec.json.Decoder(SentBatch)
_EVENT: Final = msgspec.json.Decoder(SentEvent)
_LINES: Final = msgspec.json.Encoder().encode_lines

# A card number that is cut at this length begins beyond what is kept; with the widest separators it has 76 characters.
_KEPT: Final = PAYLOAD_BYTES + 128
_QUICKLY_SEARCHED: Final = 16 << 10  # bytes, for card numbers
_EVERY: Final = range(BATCH_EVENTS)
_ALONE: Final = Shared()
_HEAD: Final = b'{"events":['
_TAIL: Final = b'],"refused":[]}'
_INSTANTS: Final = ("timestamp", "originalTimestamp", "sentAt")
_Decoded = TypeVar("_Decoded", bound=msgspec.Struct)
_PLACE: Final = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<field>.*)`)?", re.DOTALL)


class Rejected(msgspec.Struct, gc=False):
    """An event that is refused: its place in the request, and why; what was sent is for the console only."""

    index: int
    code: str
    field: str | None
    message: str
    payload: str


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """The inbox row of a request, as JSON, and what its sender is told."""

    body: bytes
    event_count: int
    rejected: list[Rejected]


@dataclass(slots=True)
class _Sent:
    """The readable events of a request with their places, and the others."""

    events: list[tuple[int, SentEvent]]
    shared: Shared
    suspected: Collection[int] = frozenset()  # places of events in which a card number may be
    suspected_bytes: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def accepted(body: bytes, terms: Terms, *, now: datetime) -> Accepted | Refusal:
    """Return what a request brings that arrived at `now`, or why nothing in it can be read.

    `now` is by the clock of the workspace.
    """
    sent = _at_a_glance(body, terms.kind) or _exactly(body, terms.kind)
    return sent if isinstance(sent, Refusal) else _stored(sent, terms, now=now)


def quickly_accepted(body: bytes, terms: Terms, *, now: datetime) -> Accepted | None:
    """Return what `accepted` returns when that takes no more than microseconds an event, or else None."""
    sent = _at_a_glance(body, terms.kind)
    return None if sent is None or sent.suspected_bytes > _QUICKLY_SEARCHED else _stored(sent, terms, now=now)


def _stored(sent: _Sent, terms: Terms, *, now: datetime) -> Accepted:
    events: list[StoredEvent] = []
    suspected: list[int] = []
    for index, event in sent.events:
        found = stored_event(event, terms, sent.shared, now=now)
        if isinstance(found, Refusal):
            sent.rejected.append(_rejected(index, found, json.encode_text(event)))
            continue
        if index in sent.suspected:
            suspected.append(len(events))
        events.append(found)
    listed = _listed(events, suspected, terms.seal)
    if not sent.rejected:
        return Accepted(b"%b%b%b" % (_HEAD, listed, _TAIL), len(events), sent.rejected)
    sent.rejected.sort(key=lambda rejected: rejected.index)
    return Accepted(b'%b%b],"refused":%b}' % (_HEAD, listed, json.encode(sent.rejected)), len(events), sent.rejected)


def joined(bodies: Sequence[bytes]) -> bytes:
    """Return several bodies of inbox rows, of which each `is_joinable`, as one; their events stay in order."""
    return b"%b%b%b" % (_HEAD, b",".join([body[len(_HEAD) : -len(_TAIL)] for body in bodies]), _TAIL)


def is_joinable(body: bytes) -> bool:
    """Return whether the body of an inbox row has events and nothing else: refusals know their place in a request."""
    return body.startswith(_HEAD) and body.endswith(_TAIL)


def _listed(events: list[StoredEvent], suspected: Sequence[int], seal: Seal) -> bytes:
    """Return the events as a JSON list without its brackets, and without card numbers."""
    lines = _LINES(events)
    if not suspected:
        return lines[:-1].replace(b"\n", b",")
    masked = {place: masked_event(json.encode(events[place]), seal) for place in suspected}
    if any(masked.values()):
        parts = lines.split(b"\n")
        for place, line in masked.items():
            parts[place] = line or parts[place]
        lines = b"\n".join(parts)
    return lines[:-1].replace(b"\n", b",")


def _at_a_glance(body: bytes, kind: Kind | None) -> _Sent | None:
    """Return the events of a request in which nothing is odd, or None."""
    try:
        if kind is None:
            batch = _BATCH.decode(body)
            events, batch.batch = batch.batch, []
            head, shared = json.encode(batch), _shared(batch)
        else:
            events, head, shared = [_EVENT.decode(body)], b"", _ALONE
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    lines = _LINES(events)
    if _is_odd(body, head, lines):
        return None
    sent = _Sent(list(enumerate(events)), shared)
    places, searched = _suspected(head, lines, events)
    if searched:
        sent.suspected, sent.suspected_bytes = places, len(searched)
    return None if scanning.has_large_integer(searched) else sent


def _suspected(head: bytes, lines: bytes, events: list[SentEvent]) -> tuple[Collection[int], bytes]:
    """Return the places of events with long runs of digits, and the JSON in which those are."""
    if head and scanning.digit_runs(head):
        # Each event has the head's context.
        return _EVERY, head * (len(events) + 1) + lines
    places = scanning.digit_runs(lines)
    return (frozenset(places), _LINES([events[place] for place in places])) if places else ((), b"")


def _is_odd(body: bytes, head: bytes, lines: bytes) -> bool:
    """Return whether a body may be other than what was read of it: `head`, and events as lines."""
    has_escapes = b"\\" in body
    text = scanning.without_escapes(body) if has_escapes else body
    # A repeated key is gone once decoded, and so is a field that nobody knows.
    kept = scanning.without_escapes(head + lines) if has_escapes else head + lines
    return bool(
        scanning.quote_count(text) != scanning.quote_count(kept)
        or scanning.has_long_key(text)
        or (has_escapes and scanning.has_null_character(text))
        or scanning.is_deep(lines)
        or scanning.is_large(lines)
        or (head and (scanning.is_deep(head) or scanning.is_large(head)))
    )


def _exactly(body: bytes, kind: Kind | None) -> _Sent | Refusal:
    """Return the events of a request, each looked at by itself, or why it is no request."""
    found = parsed(body)
    if isinstance(found, Refusal):
        return found
    if not isinstance(found, Members):
        return Refusal("bad_type", "Send a JSON object.")
    if kind is not None:
        return _each([found], _ALONE)
    events = _batch_of(found)
    if isinstance(events, Refusal):
        return events
    head = _decoded(Members([(key, [] if key == "batch" else value) for key, value in found.pairs]), SentBatch)
    return head if isinstance(head, Refusal) else _each(events, _shared(head))


def _batch_of(found: Members) -> list[Parsed] | Refusal:
    match [value for key, value in found.pairs if key == "batch"]:
        case []:
            return Refusal("missing_field", "Give the events as a list.", "batch")
        case [list() as events] if len(events) > BATCH_EVENTS:
            return Refusal("too_many_events", f"Send at most {BATCH_EVENTS} events at once.", "batch")
        case [list() as events]:
            return events
        case [_]:
            return Refusal("bad_type", "Give the events as a list.", "batch")
        case _:
            return Refusal("duplicate_key", "Give each key of an object once.", "batch")


def _each(found: list[Parsed], shared: Shared) -> _Sent:
    sent = _Sent([], shared, suspected=_EVERY)
    for index, item in enumerate(found):
        match _decoded(item, SentEvent):
            case Refusal() as refusal:
                sent.rejected.append(_rejected(index, refusal, spelled(item, length=_KEPT)))
            case event:
                sent.events.append((index, event))
    return sent


def _decoded(found: Parsed, of: type[_Decoded]) -> _Decoded | Refusal:
    check = Check()
    value = check.value(found)
    if check.flaw:
        return check.flaw
    if len(json.encode(value)) > EVENT_BYTES:
        return Refusal("too_large", f"Send events of at most {EVENT_BYTES >> 10} KB.")
    try:
        return msgspec.convert(_with_instants(value), of)
    except msgspec.ValidationError as error:
        return _explained(str(error))


def _with_instants(value: Json) -> object:
    """Return an event whose instants are read in every spelling of ISO 8601."""
    if not isinstance(value, dict):
        return value
    read: dict[str, object] = dict(value)
    for name in _INSTANTS:
        text = read.get(name)
        if isinstance(text, str):
            with suppress(ValueError):
                read[name] = datetime.fromisoformat(text)
    return read


def _explained(error: str) -> Refusal:
    """Return what is wrong with an event whose fields have other types than they should."""
    match = _PLACE.fullmatch(error)
    what, place = (match["what"], match["field"]) if match else (error, None)
    if place in _INSTANTS:
        return Refusal("bad_timestamp", "Write instants as in 2026-01-31T12:00:00.000Z.", place)
    return Refusal("too_long" if " of length <= " in what else "bad_type", f"{what}.", place or None)


def _shared(batch: SentBatch) -> Shared:
    return Shared(batch.sent_at or None, batch.context or None, batch.integrations or None)


def _rejected(index: int, refusal: Refusal, payload: str) -> Rejected:
    shown = masked_text(payload[:_KEPT]).encode()[:PAYLOAD_BYTES].decode(errors="ignore")
    at = masked_text(printable(refusal.field)) if refusal.field else None
    return Rejected(index, refusal.code, at, masked_text(printable(refusal.message)), shown)
