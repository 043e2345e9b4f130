"""Hold what others tell of built-in events to the types of their declared properties.

A declared property may be missing or null, and an event may say more than is declared.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from tenure.events.rules.declarations import Declaration, PropertyType
from tenure.events.rules.limits import LARGEST_INTEGER, SMALLEST_INTEGER
from tenure.events.rules.refusals import Refusal
from tenure.events.rules.reserved import DECLARATIONS
from tenure.kernel.json import Json

Fitting = str | int | bool | datetime | None

_WANTED: Final[Mapping[PropertyType, tuple[str, str]]] = {
    "text": ("a text", '"pro"'),
    "integer": ("a whole number", "1999"),
    "boolean": ("true or false", "true"),
    "instant": ("an instant with its zone", '"2026-01-31T12:00:00Z"'),
}


def declared_fault(
    name: str | None, properties: Mapping[str, Json], *, declarations: Mapping[str, Declaration] = DECLARATIONS
) -> Refusal | None:
    """Return what is wrong with the properties of a track of this name, or None."""
    declared = declarations.get(name) if name else None
    if declared is None:
        return None
    for key, one in declared.properties.items():
        value = properties.get(key)
        if value is not None and fitting(value, one.type) is None:
            wanted, example = _WANTED[one.type]
            remedy = f"send it as in {example}, or leave it out"
            return Refusal("bad_property", f"Expected {wanted}, got {_said(value)}: {remedy}.", f"properties.{key}")
    return None


def fitting(value: Json, kind: PropertyType) -> Fitting:
    """Return a value as its typed column has it; None when it is of another type."""
    return _FITTING[kind](value)


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _integer(value: Json) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if SMALLEST_INTEGER <= value <= LARGEST_INTEGER else None


def _boolean(value: Json) -> bool | None:
    return value if isinstance(value, bool) else None


def _instant(value: Json) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        instant = datetime.fromisoformat(value)
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


_FITTING: Final[Mapping[PropertyType, Callable[[Json], Fitting]]] = {
    "text": _text,
    "integer": _integer,
    "boolean": _boolean,
    "instant": _instant,
}


def _said(value: Json) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return "a text"
        case int():
            return "a whole number"
        case float():
            return "a number with a fraction"
        case Mapping():
            return "an object"
        case _:
            return "a list"
