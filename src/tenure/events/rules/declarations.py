"""Declare built-in events and hold every event of Tenure to its declaration."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from tenure.kernel.errors import UnknownEvent
from tenure.kernel.events import Event
from tenure.kernel.json import Json

PropertyType = Literal["text", "integer", "boolean", "instant"]

_PYTHON: Final[Mapping[PropertyType, type]] = {"text": str, "integer": int, "boolean": bool, "instant": str}


@dataclass(frozen=True, slots=True)
class Property:
    """The type of a property, and whether it may be null. Instants are RFC 3339 text."""

    type: PropertyType
    is_optional: bool = False

    def accepts(self, value: Json) -> bool:
        """Return whether a value has this type."""
        if value is None:
            return self.is_optional
        # A boolean is an integer to Python, but not to a reader of the stream.
        return isinstance(value, _PYTHON[self.type]) and isinstance(value, bool) == (self.type == "boolean")


TEXT: Final = Property("text")
INTEGER: Final = Property("integer")
BOOLEAN: Final = Property("boolean")
INSTANT: Final = Property("instant")
OPTIONAL_TEXT: Final = Property("text", is_optional=True)
OPTIONAL_INTEGER: Final = Property("integer", is_optional=True)
OPTIONAL_INSTANT: Final = Property("instant", is_optional=True)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A built-in event: its name, what it means, and its properties."""

    name: str
    meaning: str
    properties: Mapping[str, Property]

    def check(self, event: Event) -> None:
        """Raise UnknownEvent unless the event has exactly the declared properties."""
        for name in sorted(event.properties.keys() | self.properties.keys()):
            declared = self.properties.get(name)
            if declared is None:
                raise UnknownEvent(f"The event {self.name!r} has no property {name!r}.", field=name)
            if not declared.accepts(event.properties.get(name)):
                raise UnknownEvent(f"{name!r} of the event {self.name!r} must be {declared.type}.", field=name)

    def event(self, key: str, *, at: datetime, properties: Mapping[str, Json]) -> Event:
        """Return an event of this kind. `key` names the fact: the same key is the same fact."""
        return Event(self.name, at, properties, message_id=f"{self.name}:{key}")
