"""Spell definitions of traits and segments as JSON objects, and read them."""

from collections.abc import Iterable, Mapping
from typing import Final, get_args

from tenure.kernel.errors import BadInput
from tenure.kernel.expressions.checking import checked, references
from tenure.kernel.expressions.forms import from_json, to_json
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.text import spelled
from tenure.kernel.expressions.tree import Clock, Expression, Type, walked
from tenure.kernel.expressions.words import text_fault
from tenure.kernel.json import Json, JsonObject
from tenure.signals.rules.definitions import (
    Aggregate,
    DerivedTrait,
    EventTrait,
    ProfileTrait,
    Segment,
    Trait,
    checked_key,
    is_readable,
)
from tenure.signals.rules.windows import Window, window

# What would loop: these events come from segments and stages themselves.
CAUSED: Final = frozenset({"segment_entered", "segment_left", "stage_changed"})
TYPES: Final = ("number", "text", "boolean", "instant")
_NEEDS_PROPERTY: Final = frozenset({"sum", "min", "max", "distinct"})
_NEEDS_DAYS: Final = frozenset({"active_days"})
_WITHOUT_WINDOW: Final = frozenset({"streak", "engagement"})
_FIELDS: Final = {
    "event": {"kind", "aggregate", "event", "events", "property", "window", "ago", "where", "type"},
    "profile": {"kind", "type"},
    "derived": {"kind", "expression"},
}


def trait_value(key: str, said: Mapping[str, Json]) -> Trait:
    """Return the trait that an object defines; BadInput names the field at fault and the remedy."""
    checked_key(key)
    kind = _kind(said)
    unknown = sorted(said.keys() - _FIELDS[kind])
    if unknown:
        known = ", ".join(sorted(_FIELDS[kind]))
        raise BadInput(f"A trait of the kind {kind!r} has no {unknown[0]!r}; it has {known}.", field=unknown[0])
    match kind:
        case "event":
            return _event_trait(key, said)
        case "profile":
            return ProfileTrait(key, _type(said, default=None))
        case _:
            return DerivedTrait(key, expression_value(said.get("expression"), field="expression"))


def trait_json(trait: Trait) -> JsonObject:
    """Return a trait as the object that defines it."""
    match trait:
        case ProfileTrait():
            return {"kind": "profile", "type": trait.type}
        case DerivedTrait():
            return {"kind": "derived", "expression": spelled(trait.expression)}
        case EventTrait():
            said: dict[str, Json] = {"kind": "event", "aggregate": trait.aggregate, "events": list(trait.events)}
            said |= {"property": trait.property} if trait.property else {}
            said |= _window_json(trait.window) if trait.window else {}
            said |= {"where": spelled(trait.where)} if trait.where is not None else {}
            said |= {"type": trait.type} if trait.property and trait.aggregate in {"first", "last"} else {}
            return said


def segment_value(key: str, name: str, said: Mapping[str, Json]) -> Segment:
    """Return the segment that an object with `where` (text or JSON) defines."""
    return Segment(checked_key(key), name.strip() or key, expression_value(said.get("where"), field="where"))


def segment_json(segment: Segment) -> JsonObject:
    """Return what a segment's predicate is, as it is kept."""
    return {"where": spelled(segment.where)}


def expression_value(said: Json, *, field: str) -> Expression:
    """Return the expression that text or JSON spells."""
    if said is None or said == "":
        raise BadInput("Say for whom it holds, e.g. `plan = 'pro' AND active_days_30d < 3`.", field=field)
    return parsed(said, field=field) if isinstance(said, str) else from_json(said, field=field)


def expression_json(expression: Expression) -> dict[str, Json]:
    """Return an expression in both of its spellings."""
    return {"text": spelled(expression), "json": to_json(expression)}


def _kind(said: Mapping[str, Json]) -> str:
    guessed = (
        "derived" if "expression" in said else "event" if {"aggregate", "event", "events"} & said.keys() else "profile"
    )
    kind = said.get("kind", guessed)
    if kind not in _FIELDS:
        raise BadInput(f"{kind!r} is no kind of trait; say `event`, `profile` or `derived`.", field="kind")
    return str(kind)


def _event_trait(key: str, said: Mapping[str, Json]) -> EventTrait:
    aggregate = said.get("aggregate", "count")
    if aggregate not in get_args(Aggregate):
        known = ", ".join(get_args(Aggregate))
        raise BadInput(f"{aggregate!r} is no aggregate; choose one of {known}.", field="aggregate")
    chosen: Aggregate = aggregate  # type: ignore[assignment]  # looked up just now
    name = said.get("property")
    if name is not None and (not isinstance(name, str) or not name):
        raise BadInput("Name a property of the events, as text.", field="property")
    if name is not None:
        _demand_readable([name], field="property")
    if chosen in _NEEDS_PROPERTY and name is None:
        raise BadInput(f"Say of which property {chosen!r} shall be taken.", field="property")
    if name is not None and chosen not in _NEEDS_PROPERTY | {"first", "last"}:
        raise BadInput(
            f"{chosen!r} looks at events, not at a property; leave it out, or filter with `where`.", field="property"
        )
    return EventTrait(
        key,
        chosen,
        _events(said),
        property=name,
        window=_window(chosen, said),
        where=_where(said.get("where")),
        type=_type(said, default="text") if name is not None and chosen in {"first", "last"} else "number",
    )


def _where(said: Json) -> Expression | None:
    if said is None or said == "":
        return None
    where = expression_value(said, field="where")
    names = references(where)
    _demand_readable(names, field="where")
    if any(isinstance(node, Clock) for node, _ in walked(where)):
        raise BadInput("What an event said never changes with the clock; give `window` instead.", field="where")
    if checked(where, dict.fromkeys(names, "any"), field="where") != "boolean":
        raise BadInput("Compare it with something, so that it is true or false, e.g. `amount > 0`.", field="where")
    return where


def _demand_readable(names: Iterable[str], *, field: str) -> None:
    for name in sorted(names):
        if not is_readable(name):
            raise BadInput(
                f"The property {name!r} cannot be read: rename it, without quotation marks and the like.", field=field
            )


def _events(said: Mapping[str, Json]) -> tuple[str, ...]:
    named = said.get("events", said.get("event"))
    names = [named] if isinstance(named, str) else list(named) if isinstance(named, list) else []
    if "event" in said and "events" in said:
        raise BadInput("Give either `event` or `events`.", field="events")
    if not names or not all(isinstance(name, str) and 0 < len(name) <= 200 for name in names):  # noqa: PLR2004 - as for tracking
        raise BadInput("Name the event, or a list of events; `*` stands for every act.", field="event")
    if fault := next(filter(None, map(text_fault, map(str, names))), None):
        raise BadInput(f"{fault[0].upper()}{fault[1:]}; leave it out.", field="event")
    caused = sorted(CAUSED.intersection(map(str, names)))
    if caused:
        raise BadInput(
            f"{caused[0]!r} follows from segments and stages; a trait over it would go in circles.", field="event"
        )
    return tuple(sorted({str(name) for name in names}))


def _window(aggregate: Aggregate, said: Mapping[str, Json]) -> Window | None:
    span, ago = said.get("window"), said.get("ago")
    if span is None:
        if ago is not None:
            raise BadInput("`ago` says when a window ended; give `window` too, e.g. `7d`.", field="window")
        if aggregate == "trend":
            raise BadInput("A trend compares a window with the one before; say e.g. `7d`.", field="window")
        return None
    if aggregate in _WITHOUT_WINDOW:
        raise BadInput(f"{aggregate!r} has a span of its own; leave `window` out.", field="window")
    if not isinstance(span, str) or not isinstance(ago, str | None):
        raise BadInput("Say the window as text, e.g. `7d` or `24h`.", field="window")
    found = window(span, ago=ago)
    if aggregate in _NEEDS_DAYS and found.unit != "day":
        raise BadInput("Active days need a window of whole days, from `2d` on.", field="window")
    return found


def _window_json(span: Window) -> dict[str, Json]:
    unit = "d" if span.unit == "day" else "m"
    ago: dict[str, Json] = {"ago": f"{span.ago}{unit}"} if span.ago else {}
    return {"window": f"{span.length}{unit}", **ago}


def _type(said: Mapping[str, Json], *, default: Type | None) -> Type:
    kind = said.get("type", default)
    for known in TYPES:
        if kind == known:
            return known
    mistake = "The type is missing" if kind is None else f"{kind!r} is no type"
    raise BadInput(f"{mistake}; say number, text, boolean or instant.", field="type")
