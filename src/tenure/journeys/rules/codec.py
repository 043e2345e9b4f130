"""Read and write the spellings of a journey: YAML, JSON, plain data. They round-trip.

Whatever cannot be used is a BadInput that names the field (`nodes[1].wait.days`) and says what to do.
"""

from dataclasses import MISSING, Field, fields
from typing import Any

import yaml

from tenure.journeys.rules import checks
from tenure.journeys.rules.definition import Entry, Journey, Node, NodeSettings
from tenure.journeys.rules.node_types import NodeTypes
from tenure.journeys.rules.strict_text import parsed_json, parsed_yaml
from tenure.kernel.errors import BadInput
from tenure.kernel.json import JsonObject, encode_text

MAX_NODES = 200


def from_yaml(text: str, *, node_types: NodeTypes) -> Journey:
    """Return the journey that some YAML spells."""
    return from_data(parsed_yaml(text), node_types=node_types)


def from_json(text: str, *, node_types: NodeTypes) -> Journey:
    """Return the journey that some JSON spells."""
    return from_data(parsed_json(text), node_types=node_types)


def to_yaml(journey: Journey) -> str:
    """Return a journey as YAML."""
    return yaml.safe_dump(to_data(journey), sort_keys=False, allow_unicode=True)


def to_json(journey: Journey) -> str:
    """Return a journey as JSON."""
    return encode_text(to_data(journey))


def from_data(data: object, *, node_types: NodeTypes) -> Journey:
    """Return the journey that plain data spells."""
    given = checks.mapping(data, "", required=("key", "name", "entry", "nodes"), optional=("reentry", "holdout"))
    entry = checks.mapping(given["entry"], "entry", required=("event",))
    listed = checks.listed(given["nodes"], "nodes", at_most=MAX_NODES)
    journey = Journey(
        key=checks.slug(given["key"], "key"),
        name=checks.text(given["name"], "name"),
        entry=Entry(checks.text(entry["event"], "entry.event")),
        nodes=tuple(_node(node, f"nodes[{index}]", node_types) for index, node in enumerate(listed)),
        reentry=checks.reentry(given.get("reentry", "never"), "reentry"),
        holdout=checks.holdout(given.get("holdout", 0), "holdout"),
    )
    checks.ways(journey)
    return journey


def to_data(journey: Journey) -> JsonObject:
    """Return a journey as plain data, without what goes without saying."""
    return {
        "key": journey.key,
        "name": journey.name,
        "entry": {"event": journey.entry.event},
        "reentry": journey.reentry,
        "holdout": journey.holdout or 0,
        "nodes": [_node_data(node) for node in journey.nodes],
    }


def _node(data: object, path: str, node_types: NodeTypes) -> Node:
    given = checks.mapping(data, path, required=("id",), optional=("next", *node_types))
    kinds = [kind for kind in node_types if kind in given]
    if len(kinds) != 1:
        found = f"is {' and '.join(kinds)} at once" if kinds else "does not say what happens"
        raise BadInput(f"{path} {found}; give it exactly one of {checks.choices(node_types)}.", field=path)
    kind = kinds[0]
    return Node(
        id=checks.slug(given["id"], f"{path}.id"),
        kind=kind,
        settings=_settings(node_types[kind].settings, given[kind], f"{path}.{kind}"),
        next=checks.slug(given["next"], f"{path}.next") if "next" in given else None,
    )


def _node_data(node: Node) -> JsonObject:
    told = {field.name: getattr(node.settings, field.name) for field in fields(node.settings)}
    usual = {field.name: field.default for field in fields(node.settings)}
    onward: JsonObject = {} if node.next is None else {"next": node.next}
    return {"id": node.id, node.kind: {name: told[name] for name in told if told[name] != usual[name]}, **onward}


def _settings(settings: type[NodeSettings], data: object, path: str) -> NodeSettings:
    declared = {field.name: field for field in fields(settings)}
    required = [name for name, field in declared.items() if field.default is MISSING]
    given = checks.mapping(data, path, required=required, optional=[name for name in declared if name not in required])
    told = {name: _told(declared[name], value, f"{path}.{name}") for name, value in given.items()}
    try:
        return settings(**told)
    except BadInput as error:
        field = f"{path}.{error.field}" if error.field else path
        raise BadInput(f"{field} {error.message}", field=field) from error


def _told(declared: Field[Any], value: object, path: str) -> str | int:
    """Return the value of one setting; a setting with a minimum is a whole number, others are text."""
    minimum = declared.metadata["minimum"]
    return checks.text(value, path) if minimum is None else checks.whole_number(value, path, minimum=minimum)
