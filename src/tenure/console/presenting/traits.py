"""Show traits as a list, and the form in which one is made."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from tenure.console.rules.signal_lines import TraitLine
from tenure.console.signal_wording import AGGREGATES, TYPES
from tenure.kernel.expressions.tree import Type
from tenure.kernel.json import Json, JsonObject
from tenure.signals.rules.built_in import ANYTHING
from tenure.signals.services.describe_traits import TraitView

Catalog = tuple[tuple[str, tuple[str, ...]], ...]
ACTS: Final = "*"
# How many events a list names before it counts the rest.
SHOWN: Final = 2
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "event": ("aggregate", "event", "property", "window", "ago", "where", "type"),
    "profile": ("type",),
    "derived": ("expression",),
}


@dataclass(frozen=True, slots=True)
class TraitForm:
    """What somebody filled in. `editing` is the key of the trait that is changed."""

    editing: str = ""
    key: str = ""
    kind: str = "event"
    aggregate: str = "count"
    event: str = ""
    property: str = ""
    window: str = ""
    ago: str = ""
    where: str = ""
    value_type: str = "text"
    profile_type: str = "text"
    expression: str = ""


def trait_catalog(known: Mapping[str, Type], own: Collection[str]) -> Catalog:
    """Return the traits that a row may look at, by whose they are."""
    stated = tuple(sorted(key for key, kind in known.items() if kind == "any" and key not in own))
    built_in = tuple(sorted(key for key, kind in known.items() if kind != "any" and key not in own))
    groups = (
        (gettext("Defined here"), tuple(sorted(own))),
        (gettext("Built in"), built_in),
        (gettext("Stated by clients"), stated),
    )
    return tuple(group for group in groups if group[1])


def trait_lines(traits: Iterable[TraitView]) -> tuple[TraitLine, ...]:
    """Return traits as a list shows them."""
    return tuple(
        TraitLine(each.key, each.is_own, TYPES[each.type], trait_words(each.definition), each.used_by)
        for each in traits
    )


def trait_words(definition: JsonObject | None) -> str:
    """Return what a trait is, in words."""
    said = definition or {}
    match said.get("kind"):
        case "profile":
            return gettext("Stated by clients")
        case "derived":
            return str(said["expression"])
        case "event":
            return _event_words(said)
        case _:
            return gettext("Computed by Tenure")


def read_trait_form(said: QueryDict) -> TraitForm:
    """Return what somebody filled in."""
    known = TraitForm()
    names = (name for name in TraitForm.__dataclass_fields__ if name in said)
    filled = {name: said.get(name, "").strip() for name in names}
    kind = filled.get("kind", known.kind)
    filled.setdefault("key", filled.get("editing", ""))
    return TraitForm(**(filled | {"kind": kind if kind in _FIELDS else known.kind}))


def trait_form(key: str, definition: Mapping[str, Json]) -> TraitForm:
    """Return the form of a trait that is there already."""
    said = {name: str(value) for name, value in definition.items() if isinstance(value, str)}
    events = definition.get("events")
    listed = ", ".join(map(str, events)) if isinstance(events, list) else ""
    known = TraitForm()
    return TraitForm(
        editing=key,
        key=key,
        kind=said.get("kind", known.kind),
        aggregate=said.get("aggregate", known.aggregate),
        event=listed,
        property=said.get("property", ""),
        window=said.get("window", ""),
        ago=said.get("ago", ""),
        where=said.get("where", ""),
        value_type=said.get("type", known.value_type),
        profile_type=said.get("type", known.profile_type),
        expression=said.get("expression", ""),
    )


def definition_of(form: TraitForm) -> JsonObject:
    """Return the definition that a form says, without what was left empty."""
    filled = {
        "aggregate": form.aggregate,
        "event": [each.strip() for each in form.event.split(",") if each.strip()],
        "property": form.property,
        "window": form.window,
        "ago": form.ago,
        "where": form.where,
        "type": form.profile_type if form.kind == "profile" else form.value_type if form.property else "",
        "expression": form.expression,
    }
    said: JsonObject = {name: filled[name] for name in _FIELDS[form.kind] if filled[name]}
    return {"kind": form.kind, **said}


def _event_words(said: Mapping[str, Json]) -> str:
    parts = [
        str(AGGREGATES[str(said["aggregate"])]),
        _names(said["events"]),
        f"{said['property']}" if "property" in said else "",
        gettext("last %(window)s") % {"window": said["window"]} if "window" in said else "",
        gettext("until %(ago)s ago") % {"ago": said["ago"]} if "ago" in said else "",
        gettext("where %(where)s") % {"where": said["where"]} if "where" in said else "",
    ]
    return " · ".join(filter(None, parts))


def _names(events: Json) -> str:
    names = list(map(str, events)) if isinstance(events, list) else []
    if names == [ACTS]:
        return gettext("any act")
    if set(names) == set(ANYTHING):
        return gettext("any event")
    more = len(names) - SHOWN
    if more <= 0:
        return ", ".join(names)
    rest = ngettext("%(count)s more", "%(count)s more", more) % {"count": more}
    return ", ".join([*names[:SHOWN], rest])
