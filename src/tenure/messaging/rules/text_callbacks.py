"""Read what SMS gateways call back: answers of customers, and what became of messages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json

Arrival = Literal["delivered", "bounced"]
_OURS: Final = re.compile(r"\bmsg_[0-9A-HJKMNP-TV-Z]{26}\b")
_LONGEST_REASON: Final = 200
_SENDERS: Final = ("from", "msisdn", "sender", "source", "originator", "phone", "mo_from")
_TEXTS: Final = ("text", "body", "message", "content", "msg")
_STATES: Final = ("status", "messagestatus", "smsstatus", "state", "dlr_status", "delivery_status", "type")
_REASONS: Final = ("reason", "error", "errorcode", "error_code", "err_code", "err-code", "description")
# How gateways spell that a message came, or never will. What is neither yet ("sent", "queued") changes nothing.
_ARRIVALS: Final[Mapping[str, Arrival]] = {
    "delivered": "delivered",
    "delivrd": "delivered",
    "success": "delivered",
    "received": "delivered",
    "failed": "bounced",
    "failure": "bounced",
    "undelivered": "bounced",
    "undeliv": "bounced",
    "undeliverable": "bounced",
    "rejected": "bounced",
    "rejectd": "bounced",
    "expired": "bounced",
    "bounced": "bounced",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """A text that somebody sent to the number of the workspace."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of a message of ours."""

    message: str
    what: Arrival
    reason: str


def text_fact(payload: Mapping[str, Json]) -> Answered | Arrived | None:
    """Return what a callback tells, whatever its fields are called; None when it changes nothing.

    BadInput when it is no callback of a gateway: neither a state, nor a sender and a text.
    """
    fields = _flat(payload)
    state, ours = _first(fields, _STATES), _OURS.search(json.encode_text(payload))
    arrival = _ARRIVALS.get(state.lower())
    # An answer may quote a message of ours, and many gateways say "received" of answers.
    number, text = _first(fields, _SENDERS), _first(fields, _TEXTS)
    if ours is not None and state:
        reason = " ".join(_first(fields, _REASONS).split())[:_LONGEST_REASON]
        return Arrived(ours[0], arrival, reason or state.lower()) if arrival else None
    if number and text:
        return Answered(number, text)
    if state or text or number:
        return None
    raise BadInput(
        "Send an answer as `from` and `text`, or a state as `status` with our `message_id`, as JSON or as a form.",
        field="from",
    )


def _flat(payload: Mapping[str, Json]) -> dict[str, str]:
    """Return fields of a callback by small names, those of inner objects behind those of outer ones."""
    found: dict[str, str] = {}
    inner: list[Mapping[str, Json]] = []
    for name, value in payload.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            found.setdefault(name.lower(), str(value))
        elif isinstance(value, Mapping):
            inner.append(value)
    for each in inner:
        found = {**_flat(each), **found}
    return found


def _first(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")
