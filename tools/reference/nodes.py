"""Describe the journey nodes."""

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields

from tenure.journeys.queries import node_types
from tenure.journeys.rules.node_types import NodeType
from tools.reference.writing import code, first_line, page, table

EXAMPLE = """```yaml
key: welcome
name: Welcome
entry: {event: signed_up}
reentry: never
holdout: 0
nodes:
  - id: hello
    send: {channel: email, template: welcome}
  - id: pause
    wait: {days: 3}
  - id: done
    end: {}
```"""


WORDS = {"int": "whole number", "float": "number", "str": "text", "bool": "true or false"}


def files() -> dict[str, str]:
    """Return the page of the journey nodes."""
    introduction = (
        "A journey is a list of nodes, in YAML or JSON. Each has an `id` and one kind with its settings. A customer "
        "goes on to the next node in the list, or to the one that `next` names. With `variants`, a list of arms with "
        "`name`, `share` and settings that differ, each customer meets one arm, always the same."
    )
    return {"nodes.md": page("Journey nodes", introduction, EXAMPLE, *map(_part, _kinds()))}


def _kinds() -> Iterator[NodeType]:
    return (kind for _, kind in sorted(node_types().items()))


def _part(node: NodeType) -> str:
    rows = [_row(setting) for setting in fields(node.settings)]
    settings = table(("setting", "type", "", ""), rows) if rows else "No settings."
    return "\n\n".join([f"## {node.kind}", first_line(node.settings), settings])


def _row(setting: Field[object]) -> tuple[str, ...]:
    needed = "required" if setting.default is MISSING else ""
    return (code(setting.name), _kind(setting), needed, str(setting.metadata["help"]))


def _kind(setting: Field[object]) -> str:
    """Return the type of a setting in words; what values of more than one part hold stands in their description."""
    told = setting.type.__name__ if isinstance(setting.type, type) else str(setting.type)
    if told.startswith("tuple["):
        return "list"
    words = [WORDS.get(part, "mapping") for part in told.split(" | ") if part != "None"]
    return ", ".join(dict.fromkeys(words))
