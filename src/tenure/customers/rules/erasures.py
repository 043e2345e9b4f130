"""Describe the erasure of a customer, and what remains after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tenure.kernel.json import Json, JsonObject


@dataclass(frozen=True, slots=True)
class Erasure:
    """A wish to erase a customer; `removed` says for each room what it removed."""

    id: int
    workspace_id: int
    public_id: str
    customer_id: int
    customer: str  # public id, which names nobody any more
    asked_at: datetime
    done_at: datetime | None
    removed: JsonObject


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that an erasure leaves in place, and why."""

    what: str
    why: str


KEPT: Final = (
    Kept("suppression", "Keyed hashes of the addresses and ids, so that a later import sends nothing to this person."),
    Kept("consents", "The consent ledger is proof required by law. Its entries name a number, no person."),
    Kept("audit", "Who asked for the erasure and when. Entries hold ids and names of fields, no personal values."),
    Kept("backups", "Backups made before hold the data until they are deleted; erase again after restoring one."),
)


def added(removed: JsonObject, *, room: str, counts: Mapping[str, int]) -> JsonObject:
    """Return what was removed so far with what one more room, or the same once more, removed."""
    before = removed.get(room)
    known = before if isinstance(before, Mapping) else {}
    sums = {name: count + _count(known.get(name)) for name, count in counts.items()}
    return {**removed, room: {**known, **sums}}


def _count(value: Json) -> int:
    return value if isinstance(value, int) else 0
