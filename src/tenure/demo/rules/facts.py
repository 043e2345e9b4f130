"""Spell what happened at Moveo as a Segment-shaped client does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tenure.kernel.ids import stable_hash
from tenure.kernel.json import Json, JsonObject

Kind = Literal["identify", "group", "track", "screen"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something one customer did at an instant. An identify or a group has traits; a group's name is its id."""

    kind: Kind
    user_id: str
    at: datetime
    name: str = ""
    properties: Mapping[str, Json] = field(default_factory=dict)
    # What only Moveo's own servers may tell, with their secret key.
    is_told_by_server: bool = False

    def to_wire(self, *, seed: str) -> JsonObject:
        """Return the event as it is posted; the same fact always has the same `messageId`."""
        own = stable_hash(seed, self.kind, self.user_id, self.at.isoformat(), self.name)
        common: JsonObject = {
            "type": self.kind,
            "messageId": f"moveo-{own:016x}",
            "userId": self.user_id,
            "timestamp": self.at.isoformat(timespec="milliseconds"),
        }
        match self.kind:
            case "identify":
                return common | {"traits": self.properties}
            case "group":
                return common | {"groupId": self.name, "traits": self.properties}
            case "track":
                return common | {"event": self.name, "properties": self.properties}
            case "screen":
                return common | {"name": self.name, "properties": self.properties}
