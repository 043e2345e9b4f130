"""Draw the form of anything that a journey is told, from its declaration, and read what was filled in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from types import NoneType
from typing import Any, Final, Literal, get_args, get_type_hints

import yaml

from tenure.journeys.rules import checks
from tenure.kernel.json import Json

Takes = Literal["line", "text", "number", "scalar", "node"]

MOST_ROWS: Final = 20
_NUMBERS: Final = (frozenset({int}), frozenset({float}), frozenset({int, float}))


@dataclass(frozen=True, slots=True)
class Part:
    """One field as it is declared: a plain one, one made of several, or a list of such."""

    key: str
    help: str
    takes: Takes
    is_required: bool
    kind: type[object] | None = None
    is_many: bool = False
    usual: str = ""


@dataclass(frozen=True, slots=True)
class DrawnField:
    """One field of a form; its name says where it stands: `cases.0.if`. `usual` is what holds when it is empty."""

    name: str
    key: str
    help: str
    takes: Takes
    is_required: bool
    value: str
    usual: str = ""


@dataclass(frozen=True, slots=True)
class DrawnList:
    """A list in a form, with an empty row to fill in."""

    key: str
    help: str
    rows: tuple[tuple[DrawnField, ...], ...]


def parts(kind: type[object]) -> tuple[Part, ...]:
    """Return the fields of a declaration in order."""
    hints = get_type_hints(kind)
    declared: Sequence[Field[Any]] = fields(kind)  # type: ignore[arg-type]  # every declaration is a dataclass
    return tuple(_part(each, hints[each.name]) for each in declared if "read" in each.metadata)


def drawn(kind: type[object], data: Mapping[str, Any], *, prefix: str = "") -> tuple[DrawnField | DrawnList, ...]:
    """Return the form of a declaration, filled with plain data."""
    return tuple(_drawn(kind, data, prefix))


def read(kind: type[object], said: Mapping[str, str], *, prefix: str = "") -> dict[str, Json]:
    """Return as plain data what was filled in; whatever is empty is left out."""
    found = ((part.key, _read(part, said, f"{prefix}{part.key}")) for part in parts(kind))
    return {key: value for key, value in found if value is not None}


def _part(each: Field[Any], hint: Any) -> Part:  # noqa: ANN401 - any annotation
    key, says = each.metadata["key"] or each.name, each.metadata["help"]
    is_required = each.default is MISSING
    inner = next((arg for arg in (hint, *get_args(hint)) if isinstance(arg, type) and is_dataclass(arg)), None)
    if inner is not None:
        return Part(key, says, "text", is_required, inner, is_many=inner is not hint)
    kinds = frozenset(get_args(hint) or (hint,)) - {NoneType}
    usual = "" if is_required else _spelled(each.default)
    return Part(key, says, _takes(each, kinds), is_required, usual=usual)


def _takes(each: Field[Any], kinds: frozenset[Any]) -> Takes:
    if kinds in _NUMBERS:
        return "number"
    if kinds != {str}:
        return "scalar"
    if each.metadata["read"] is checks.slug and each.default is None:
        return "node"
    return "text" if each.metadata["read"] is checks.long_text else "line"


def _drawn(kind: type[object], data: Mapping[str, Any], prefix: str) -> Iterator[DrawnField | DrawnList]:
    for part in parts(kind):
        value = data.get(part.key)
        if part.kind is None:
            name = f"{prefix}{part.key}"
            yield DrawnField(name, part.key, part.help, part.takes, part.is_required, _spelled(value), part.usual)
        elif part.is_many:
            rows = [*(value or []), {}][:MOST_ROWS]
            yield DrawnList(
                part.key, part.help, tuple(_row(part, row, f"{prefix}{part.key}", at) for at, row in enumerate(rows))
            )
        else:
            yield from _drawn(part.kind, value or {}, f"{prefix}{part.key}.")


def _row(part: Part, row: Mapping[str, Any], name: str, at: int) -> tuple[DrawnField, ...]:
    assert part.kind is not None  # noqa: S101 - only lists of values have rows
    return tuple(each for each in _drawn(part.kind, row, f"{name}.{at}.") if isinstance(each, DrawnField))


def _read(part: Part, said: Mapping[str, str], name: str) -> Json:
    if part.kind is None:
        text = said.get(name, "").replace("\r\n", "\n").strip()
        return _value(part.takes, text) if text else None
    if not part.is_many:
        return read(part.kind, said, prefix=f"{name}.") or None
    rows = [read(part.kind, said, prefix=f"{name}.{at}.") for at in range(MOST_ROWS)]
    return [row for row in rows if row] or None


def _value(takes: Takes, text: str) -> Json:
    if takes not in {"number", "scalar"}:
        return text
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        return text
    return value if isinstance(value, str | int | float | bool) else text


def _spelled(value: Any) -> str:  # noqa: ANN401 - whatever a field holds
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)
