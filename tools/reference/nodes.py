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


def files() -> dict[str, str]:
    """Return the page of the journey nodes."""
    introduction = (
        "A journey is a list of nodes, in YAML or JSON. Each has an `id` and one kind with its settings. A customer "
        "goes on to the next node in the list."
    )
    return {"nodes.md": page("Journey nodes", introduction, EXAMPLE, *map(_part, _kinds()))}


def _kinds() -> Iterator[NodeType]:
    return (kind for _, kind in sorted(node_types().items()))


def _part(node: NodeType) -> str:
    rows = [_row(setting) for setting in fields(node.settings)]
    settings = table(("setting", "type", "", ""), rows) if rows else "No settings."
    return "\n\n".join([f"## {node.kind}", first_line(node.settings), settings])


def _row(setting: Field[object]) -> tuple[str, ...]:
    kind = {int: "whole number", str: "text"}[setting.type] if isinstance(setting.type, type) else str(setting.type)
    needed = "required" if setting.default is MISSING else ""
    return (code(setting.name), kind, needed, str(setting.metadata["help"]))
