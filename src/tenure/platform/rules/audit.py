"""Tie audit entries into a chain, in which none can be changed, taken out or put in unnoticed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from tenure.kernel import json

SYSTEM: Final = "system"
_ACTOR: Final = re.compile(r"system|(user|key):\w+")
_ACT: Final = re.compile(r"[a-z_]+\.[a-z_]+")
_FIELD: Final = re.compile(r"[a-z_][a-z0-9_.]*")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what, and which fields it touched: ids and names, never a personal value."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry in its chain: the digest of the one before, and its own."""

    entry: AuditEntry
    previous: str
    digest: str


def linked(entry: AuditEntry, *, previous: str) -> Link:
    """Return an entry tied to the digest of the one before; ValueError when it is not spelled as entries are."""
    for text, shape in ((entry.actor, _ACTOR), (entry.act, _ACT), *((field, _FIELD) for field in entry.fields)):
        if not shape.fullmatch(text):
            raise ValueError(f"{text!r} cannot stand in an audit entry")
    return Link(entry, previous, _digest(entry, previous))


def breaks(links: Iterable[Link], *, last_number: int, last_digest: str) -> Iterator[str]:
    """Say where a chain is broken; it shall end with the entry that the head names."""
    number, digest = 0, ""
    for link in links:
        number += 1
        if link.entry.number != number:
            yield f"entry {link.entry.number} stands where {number} should"
            number = link.entry.number
        if link.previous != digest:
            yield f"entry {number} does not follow the one before it"
        if link.digest != _digest(link.entry, link.previous):
            yield f"entry {number} is not what was written"
        digest = link.digest
    if (number, digest) != (last_number, last_digest):
        yield f"the chain ends with entry {number}; the last one written was {last_number}"


def _digest(entry: AuditEntry, previous: str) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [previous, entry.number, at, entry.actor, entry.act, entry.subject, entry.fields]
    return sha256(json.encode(said)).hexdigest()
