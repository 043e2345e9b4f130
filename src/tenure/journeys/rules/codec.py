"""Read and write the spellings of a journey: YAML, JSON, plain data. They round-trip.

Whatever cannot be used is a BadInput that names the field (`nodes[1].wait.days`) and says what to do.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import yaml

from tenure.journeys.rules import checks, conditions, spelling
from tenure.journeys.rules.definition import DEFAULT_HOLDOUT, DEFAULT_PRIORITY, Journey, Reentry, Unit
from tenure.journeys.rules.entrances import (
    ApiEntry,
    DateEntry,
    Entry,
    EventEntry,
    EveryDays,
    Exit,
    Goal,
    SegmentEntry,
    StageEntry,
    only_api,
)
from tenure.journeys.rules.names import Traits
from tenure.journeys.rules.node_types import NodeTypes
from tenure.journeys.rules.settings import Node, NodeSettings, Variant
from tenure.journeys.rules.strict_text import parsed_json, parsed_yaml
from tenure.journeys.rules.ways import checked_ways
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json, JsonObject, encode_text

T = TypeVar("T")

MAX_NODES = 200
MAX_EXITS = 20
MAX_ARMS = 20

_REQUIRED: Final = ("key", "name", "entry", "nodes")
_OPTIONAL: Final = (
    "reentry",
    "goal",
    "exit",
    "holdout",
    "holdout_reason",
    "required",
    "randomize_by",
    "priority",
    "exclusion",
)
_ENTRIES: Final = ("event", "segment", "stage", "date", "api")


def from_yaml(text: str, *, node_types: NodeTypes, known: Traits | None = None) -> Journey:
    """Return the journey that some YAML spells."""
    return from_data(parsed_yaml(text), node_types=node_types, known=known)


def from_json(text: str, *, node_types: NodeTypes, known: Traits | None = None) -> Journey:
    """Return the journey that some JSON spells."""
    return from_data(parsed_json(text), node_types=node_types, known=known)


def from_data(data: object, *, node_types: NodeTypes, known: Traits | None = None) -> Journey:
    """Return the journey that plain data spells; conditions may speak of `known` traits, or of any without it."""
    journey = _read(data, node_types)
    checked_ways(journey)
    conditions.checked_conditions(journey, known)
    return journey


def kept(text: str, *, node_types: NodeTypes) -> Journey:
    """Return a journey that was kept as JSON: it was checked when it came, by the rules of then."""
    return _read(parsed_json(text), node_types)


def to_yaml(journey: Journey) -> str:
    """Return a journey as YAML."""
    return yaml.safe_dump(to_data(journey), sort_keys=False, allow_unicode=True)


def to_json(journey: Journey) -> str:
    """Return a journey as JSON."""
    return encode_text(to_data(journey))


def to_data(journey: Journey) -> JsonObject:
    """Return a journey as plain data, without what goes without saying."""
    told: list[tuple[str, Json]] = [
        ("key", journey.key),
        ("name", journey.name),
        ("entry", _entry_data(journey.entry)),
        ("reentry", _reentry_data(journey.reentry)),
        ("goal", spelling.written(journey.goal) if journey.goal else None),
        ("exit", [spelling.written(each) for each in journey.exits] or None),
        ("holdout", journey.holdout or 0),
        ("holdout_reason", journey.holdout_reason),
        ("required", journey.required or None),
        ("randomize_by", _unless("customer", journey.randomize_by)),
        ("priority", _unless(DEFAULT_PRIORITY, journey.priority)),
        ("exclusion", journey.exclusion),
        ("nodes", [_node_data(node) for node in journey.nodes]),
    ]
    return {name: said for name, said in told if said is not None}


def _read(data: object, node_types: NodeTypes) -> Journey:
    given = checks.mapping(data, "", required=_REQUIRED, optional=_OPTIONAL)
    listed = checks.listed(given["nodes"], "nodes", at_most=MAX_NODES)
    said = _Said(given)
    required = said.of("required", checks.truth, otherwise=False)
    journey = Journey(
        key=checks.slug(given["key"], "key"),
        name=checks.text(given["name"], "name"),
        entry=_entry(given["entry"]),
        nodes=tuple(_node(node, f"nodes[{index}]", node_types) for index, node in enumerate(listed)),
        reentry=said.of("reentry", _reentry, otherwise="never"),
        goal=said.of("goal", _goal, otherwise=None),
        exits=said.of("exit", spelling.listed(Exit, at_most=MAX_EXITS), otherwise=()),
        holdout=said.of("holdout", checks.holdout, otherwise=0.0 if required else DEFAULT_HOLDOUT),
        holdout_reason=said.of("holdout_reason", checks.text, otherwise=None),
        required=required,
        randomize_by=said.of("randomize_by", _unit, otherwise="customer"),
        priority=said.of("priority", checks.whole_numbers(1, 100), otherwise=DEFAULT_PRIORITY),
        exclusion=said.of("exclusion", checks.slug, otherwise=None),
    )
    _refuse_odd(journey)
    return journey


class _Said:
    """Read what a mapping may say."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self._given = given

    def of(self, key: str, read: Callable[[object, str], T], *, otherwise: T) -> T:
        return read(self._given[key], key) if key in self._given else otherwise


def _refuse_odd(journey: Journey) -> None:
    """Refuse what fits alone and not together."""
    if journey.required and journey.holdout:
        checks.refuse("holdout", "must be 0: what law or contract requires, everyone gets")
    if journey.required and journey.holdout_reason is None:
        checks.refuse("holdout_reason", "is missing; say which law or contract requires these messages")
    if journey.reentry == "per_key" and journey.entry.key is None:
        checks.refuse("entry.key", "is missing; name the property of the event that tells runs apart")
    if journey.reentry != "per_key" and journey.entry.key is not None:
        checks.refuse("reentry", "must be `per_key` where the entry has a key; or remove `entry.key`")


def _entry(data: object) -> Entry:
    more = ("where", "key") if isinstance(data, dict) and "event" in data else ()
    given = checks.mapping(data, "entry", required=(), optional=(*_ENTRIES, *more))
    kinds = [kind for kind in _ENTRIES if kind in given]
    if len(kinds) != 1:
        found = f"is {' and '.join(kinds)} at once" if kinds else "does not say who enters"
        checks.refuse("entry", f"{found}; give it exactly one of {checks.choices(_ENTRIES)}")
    match kinds[0]:
        case "event":
            return spelling.made(EventEntry, given, "entry")
        case "segment":
            return spelling.made(SegmentEntry, given, "entry")
        case "stage":
            return spelling.made(StageEntry, given, "entry")
        case "date":
            return spelling.value(DateEntry, given["date"], "entry.date")
        case _:
            return only_api(given["api"], "entry.api")


def _entry_data(entry: Entry) -> JsonObject:
    match entry:
        case DateEntry():
            return {"date": spelling.written(entry)}
        case ApiEntry():
            return {"api": True}
        case _:
            return spelling.written(entry)


def _reentry(data: object, path: str) -> Reentry:
    match data:
        case "never" | "after_exit" | "per_key":
            return data
        case dict():
            return spelling.value(EveryDays, data, path)
        case _:
            words = "`never`, `after_exit`, `per_key`, or a mapping with `every_days`"
            raise BadInput(f"{path} must be {words}.", field=path)


def _reentry_data(reentry: Reentry) -> Json:
    return spelling.written(reentry) if isinstance(reentry, EveryDays) else reentry


def _goal(data: object, path: str) -> Goal | None:
    return spelling.value(Goal, data, path)


def _unit(data: object, path: str) -> Unit:
    match data:
        case "customer" | "account":
            return data
        case _:
            raise BadInput(f"{path} must be `customer` or `account`.", field=path)


def _unless(usual: T, said: T) -> T | None:
    return None if said == usual else said


def _node(data: object, path: str, node_types: NodeTypes) -> Node:
    given = checks.mapping(data, path, required=("id",), optional=("next", "variants", *node_types))
    kinds = [kind for kind in node_types if kind in given]
    if len(kinds) != 1:
        found = f"is {' and '.join(kinds)} at once" if kinds else "does not say what happens"
        raise BadInput(f"{path} {found}; give it exactly one of {checks.choices(node_types)}.", field=path)
    kind = kinds[0]
    read = node_types[kind].settings
    usual = given[kind]
    return Node(
        id=checks.slug(given["id"], f"{path}.id"),
        kind=kind,
        settings=spelling.value(read, usual, f"{path}.{kind}"),
        next=checks.slug(given["next"], f"{path}.next") if "next" in given else None,
        variants=tuple(
            _variant(each, f"{path}.variants[{index}]", read=read, usual=usual)
            for index, each in enumerate(checks.listed(given["variants"], f"{path}.variants", at_most=MAX_ARMS))
        )
        if "variants" in given
        else (),
    )


def _variant(data: object, path: str, *, read: type[NodeSettings], usual: object) -> Variant:
    declared = spelling.keys(read)
    given = checks.mapping(data, path, required=("name", "share"), optional=declared)
    # What an arm says is said instead; null takes back what all arms say.
    own = {key: said for key, said in given.items() if key in declared}
    both = {key: said for key, said in {**_as_mapping(usual), **own}.items() if said is not None}
    return Variant(
        name=checks.slug(given["name"], f"{path}.name"),
        share=checks.share(given["share"], f"{path}.share"),
        settings=spelling.value(read, both, path),
    )


def _as_mapping(data: object) -> Mapping[str, object]:
    return data if isinstance(data, dict) else {}


def _node_data(node: Node) -> JsonObject:
    usual = spelling.written(node.settings)
    onward: JsonObject = {} if node.next is None else {"next": node.next}
    variants: JsonObject = {"variants": [_variant_data(each, usual) for each in node.variants]} if node.variants else {}
    return {"id": node.id, node.kind: usual, **variants, **onward}


def _variant_data(variant: Variant, usual: JsonObject) -> JsonObject:
    own = spelling.written(variant.settings)
    other: JsonObject = {key: own.get(key) for key in {**usual, **own} if own.get(key) != usual.get(key)}
    return {"name": variant.name, "share": variant.share, **other}
