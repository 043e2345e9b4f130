"""Check single values of a journey's spelling, and the ways through it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NoReturn

from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.views import ENTRY_ID
from tenure.kernel.errors import BadInput

MAX_TEXT = 200
MAX_HOLDOUT = 0.9

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def mapping(value: object, path: str, *, required: Sequence[str], optional: Sequence[str] = ()) -> Mapping[str, object]:
    """Return a mapping that has every required key and none but the known ones."""
    if not isinstance(value, dict):
        _refuse(path, f"must be a mapping with {choices(required or optional)}")
    known = (*required, *optional)
    for key in value:
        if key not in known:
            _refuse(_joined(path, str(key)), f"is not known here; remove it or use one of {choices(known)}")
    for key in required:
        if key not in value:
            _refuse(_joined(path, key), "is missing; add it")
    return value


def listed(value: object, path: str, *, at_most: int) -> Sequence[object]:
    """Return a list with at least one entry."""
    if not isinstance(value, list) or not value:
        _refuse(path, "must be a list with at least one entry")
    if len(value) > at_most:
        _refuse(path, f"has {len(value)} entries; at most {at_most} are possible")
    return value


def text(value: object, path: str) -> str:
    """Return a line of text."""
    if not isinstance(value, str) or not value.strip():
        _refuse(path, "must be text; write it in quotation marks if it looks like a number or a date")
    if len(value) > MAX_TEXT or not value.isprintable():
        _refuse(path, f"must be one line of at most {MAX_TEXT} characters")
    return value


def slug(value: object, path: str) -> str:
    """Return a key or id: lowercase letters, digits, `-` and `_`."""
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        _refuse(path, "must be 1 to 64 lowercase letters, digits, `_` or `-`, beginning with a letter or digit")
    return value


def whole_number(value: object, path: str, *, minimum: int) -> int:
    """Return a whole number."""
    if not isinstance(value, int) or isinstance(value, bool) or value < minimum:
        _refuse(path, f"must be a whole number of at least {minimum}")
    return value


def reentry(value: object, path: str) -> Literal["never"]:
    """Return how often a customer may enter."""
    if value != "never":
        _refuse(path, "must be `never`: a customer enters a journey once, other rules are not available yet")
    return "never"


def holdout(value: object, path: str) -> float:
    """Return the share of customers who are only watched."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= MAX_HOLDOUT:
        _refuse(path, f"must be a share between 0 and {MAX_HOLDOUT}")
    if value:
        _refuse(path, "must be 0: holdouts are not available yet")
    return float(value)


def ways(journey: Journey) -> None:
    """Check that every node has its own id, that each `next` leads somewhere, and that no circle lacks a wait."""
    places: dict[str, int] = {}
    for index, node in enumerate(journey.nodes):
        if node.id == ENTRY_ID:
            _refuse(f"nodes[{index}].id", f"must not be `{ENTRY_ID}`, the word for where a journey begins")
        if node.id in places:
            _refuse(
                f"nodes[{index}].id", f"is `{node.id}`, as that of nodes[{places[node.id]}]; give each node its own"
            )
        places[node.id] = index
    for index, node in enumerate(journey.nodes):
        if node.next is not None and node.settings.ends:
            _refuse(
                f"nodes[{index}].next", f"leads on from a node of type `{node.kind}`, where the way ends; remove it"
            )
        if node.next is not None and node.next not in places:
            _refuse(f"nodes[{index}].next", f"leads to `{node.next}`, which is no node; use one of {choices(places)}")
    _refuse_endless(journey, places)


def choices(names: Iterable[str]) -> str:
    """Return names as a readable list."""
    return ", ".join(f"`{name}`" for name in names)


def _refuse_endless(journey: Journey, places: Mapping[str, int]) -> None:
    """Refuse a circle in which no time passes: customers would go round it forever in one instant."""
    onward = journey.successors()
    stops = {node.id for node in journey.nodes if node.settings.waits}
    for start in places.keys() - stops:
        passed, here = {start}, onward[start]
        while here is not None and here not in stops | passed:
            passed.add(here)
            here = onward[here]
        if here == start:
            last = max(places[node] for node in passed)
            _refuse(f"nodes[{last}].next", "leads back without a wait on the way; put one in between")


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _refuse(path: str, what: str) -> NoReturn:
    raise BadInput(f"{path or 'The journey'} {what}.", field=path or None)
