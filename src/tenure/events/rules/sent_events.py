"""Describe what clients send, in the words of the Segment spec.

Decoding into these types checks many limits in C: types, instants, finite floats, lengths of names and
ids, lone surrogates. What they cannot see is in `scanning`.
"""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from msgspec import UNSET, Meta, MsgspecError, Struct, UnsetType, field
from msgspec.json import Decoder

from tenure.events.rules.limits import (
    BATCH_EVENTS,
    ID_LENGTH,
    LARGEST_INTEGER,
    NAME_LENGTH,
    SMALLEST_INTEGER,
)
from tenure.kernel.json import Json, JsonObject

Kind = Literal["identify", "track", "page", "screen", "group", "alias"]

Integer = Annotated[int, Meta(ge=SMALLEST_INTEGER, le=LARGEST_INTEGER)]
Name = Annotated[str, Meta(max_length=NAME_LENGTH)]
Id = Annotated[str, Meta(max_length=ID_LENGTH)]


if TYPE_CHECKING:
    Anything = Json
    Properties = JsonObject
else:
    # Any JSON: its limits spelled out as a type would be a tree of 2^16 nodes.
    Anything = Any
    Properties = dict[str, Any]


class SentEvent(Struct, rename="camel", gc=False):
    """One event as a client sent it. A field that was not sent is UNSET, so that null stays null."""

    type: str | UnsetType | None = UNSET
    event: Name | UnsetType | None = UNSET
    user_id: Id | Integer | UnsetType | None = UNSET
    anonymous_id: Id | Integer | UnsetType | None = UNSET
    message_id: Id | UnsetType | None = UNSET
    timestamp: datetime | UnsetType | None = UNSET
    original_timestamp: datetime | UnsetType | None = UNSET
    sent_at: datetime | UnsetType | None = UNSET
    properties: Properties | UnsetType | None = UNSET
    traits: Properties | UnsetType | None = UNSET
    context: Properties | UnsetType | None = UNSET
    name: Name | UnsetType | None = UNSET
    category: Name | UnsetType | None = UNSET
    group_id: Id | Integer | UnsetType | None = UNSET
    previous_id: Id | Integer | UnsetType | None = UNSET
    integrations: Anything | UnsetType = UNSET
    channel: Anything | UnsetType = UNSET
    write_key: str | UnsetType | None = UNSET
    # Sent by clients, wanted by nobody here. They are named so that the usual event has no unknown field.
    metadata: Anything | UnsetType = field(default=UNSET, name="_metadata")
    version: Anything | UnsetType = UNSET
    received_at: Anything | UnsetType = UNSET


class SentBatch(Struct, rename="camel", gc=False):
    """A request with several events; its `context`, `integrations` and `sentAt` hold for events that have none."""

    batch: Annotated[list[SentEvent], Meta(max_length=BATCH_EVENTS)]
    sent_at: datetime | UnsetType | None = UNSET
    context: Properties | UnsetType | None = UNSET
    write_key: str | UnsetType | None = UNSET
    integrations: Anything | UnsetType = UNSET
    timestamp: Anything | UnsetType = UNSET


class KeyBearer(Struct, rename="camel", gc=False):
    """What is read of a body to find out whose it is."""

    write_key: str | None = None


_KEY_BEARER: Final = Decoder(KeyBearer)
_KEY_SPELLED: Final = re.compile(rb'"writeKey"\s*:\s*"([^"\\]{1,200})"')


def key_in_body(body: bytes) -> str | None:
    """Return the write key in a body, also when the rest of it cannot be read."""
    try:
        return _KEY_BEARER.decode(body).write_key
    except (MsgspecError, UnicodeDecodeError, RecursionError):
        spelled = _KEY_SPELLED.findall(body)
        return spelled[-1].decode(errors="replace") if spelled else None
