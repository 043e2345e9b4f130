"""Describe what clients send, in the words of the Segment spec.

Decoding into these types checks most limits in C: types, depth, keys an object, 64-bit integers, finite
floats, lengths of names and ids, lone surrogates. What they cannot see is in `scanning`.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from tenure.events.rules.limits import (
    BATCH_EVENTS,
    DEPTH,
    ID_LENGTH,
    LARGEST_INTEGER,
    NAME_LENGTH,
    OBJECT_KEYS,
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

    def _value(levels: int) -> object:
        """Return the type of JSON with at most so many objects and lists inside each other."""
        value = None | bool | Integer | float | str
        for _ in range(levels):
            members = Annotated[dict[str, value], Meta(max_length=OBJECT_KEYS)]
            value = None | bool | Integer | float | str | list[value] | members
        return value

    Anything = _value(DEPTH - 1)
    Properties = Annotated[dict[str, _value(DEPTH - 2)], Meta(max_length=OBJECT_KEYS)]


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
    write_key: str | UnsetType | None = UNSET
    # Sent by clients, wanted by nobody here. They are named so that the usual event has no unknown field.
    integrations: Anything | UnsetType = UNSET
    metadata: Anything | UnsetType = field(default=UNSET, name="_metadata")
    channel: Anything | UnsetType = UNSET
    version: Anything | UnsetType = UNSET
    received_at: Anything | UnsetType = UNSET


class SentBatch(Struct, rename="camel", gc=False):
    """A request with several events; its `context` and `sentAt` hold for events that have none."""

    batch: Annotated[list[SentEvent], Meta(max_length=BATCH_EVENTS)]
    sent_at: datetime | UnsetType | None = UNSET
    context: Properties | UnsetType | None = UNSET
    write_key: str | UnsetType | None = UNSET
    integrations: Anything | UnsetType = UNSET
    timestamp: Anything | UnsetType = UNSET


class KeyBearer(Struct, rename="camel", gc=False):
    """What is read of a body to find out whose it is."""

    write_key: str | None = None
