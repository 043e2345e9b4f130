"""Turn a dead letter into what the inbox holds, as if its event came now, but dated when it did come."""

from contextlib import suppress
from datetime import datetime
from typing import Final

import msgspec

from tenure.events.rules.batches import accepted
from tenure.events.rules.dead_letters import DeadLetter
from tenure.events.rules.limits import PAYLOAD_BYTES
from tenure.events.rules.refusals import Refusal
from tenure.events.rules.storing import Terms
from tenure.kernel import json
from tenure.kernel.json import JsonObject

# Of requests to /v1/track and its like the event does not say what it is: what it has tells.
_TELLING: Final = (("event", "track"), ("previousId", "alias"), ("groupId", "group"), ("traits", "identify"))
_CUT: Final = (
    f"Only the first {PAYLOAD_BYTES >> 10} KB of what was sent are kept, and of this event that is not all: "
    "send the whole event, corrected, as `event`."
)
_AS_SENT: Final = (
    "{} The letter holds what was sent with card numbers masked: put it right and send it again as `event`."
)


class _Stored(msgspec.Struct, omit_defaults=True):
    """What the front makes of an event; all but its times stays as it is."""

    kind: str
    message_id: str
    name: str | None = None
    user_id: str | None = None
    anonymous_id: str | None = None
    account_id: str | None = None
    timestamp: datetime | None = None
    sent_at: datetime | None = None
    properties: msgspec.Raw = msgspec.Raw(b"{}")
    context: msgspec.Raw = msgspec.Raw(b"{}")


class _Body(msgspec.Struct):
    events: list[_Stored]


def replayed(letter: DeadLetter, event: JsonObject | None, terms: Terms, *, now: datetime) -> bytes | Refusal:
    """Return the body of an inbox row with a letter's event, or with `event` in its place; or why it is refused again.

    The event is dated by the letter, not by the instant `now` of its workspace at which it is sent again.
    """
    found = accepted(b'{"batch":[%b]}' % _sent(letter, event), terms, now=now)
    if isinstance(found, Refusal):
        return found if event is not None else _of_letter(letter, found)
    if found.rejected:
        first = found.rejected[0]
        refusal = Refusal(first.code, first.message, first.field)
        return refusal if event is not None else _of_letter(letter, refusal)
    body = msgspec.json.decode(found.body, type=_Body)
    for each in body.events:
        _date(each, letter.received_at)
    return json.encode({"events": body.events, "refused": []})


def _sent(letter: DeadLetter, event: JsonObject | None) -> bytes:
    if event is not None:
        return json.encode(_with_type(event))
    text = letter.payload
    with suppress(msgspec.DecodeError, TypeError):
        said = json.decode_object(text)
        kind = _with_type(said).get("type")
        # Written before the text and not by decoding it, because decoding may hide what was refused.
        if said and "type" not in said and kind:
            return b'{"type":%b,%b' % (json.encode(kind), text.lstrip()[1:].encode())
    return text.encode()


def _with_type(event: JsonObject) -> JsonObject:
    kinds = [kind for field, kind in _TELLING if event.get(field) is not None]
    return event if event.get("type") or not kinds else {"type": kinds[0]} | event


def _of_letter(letter: DeadLetter, refusal: Refusal) -> Refusal:
    is_cut = len(letter.payload.encode()) > PAYLOAD_BYTES - 4  # a character has up to 4 bytes
    return Refusal(refusal.code, _CUT if is_cut else _AS_SENT.format(refusal.message), refusal.field)


def _date(event: _Stored, received_at: datetime) -> None:
    """Say when the event happened by the clock of its workspace."""
    if event.timestamp is None:
        event.timestamp = received_at
    elif event.sent_at is not None:
        event.timestamp = received_at - (event.sent_at - event.timestamp)
    event.sent_at = None
