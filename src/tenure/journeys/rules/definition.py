"""Define a journey: who enters, and what happens to them, node by node."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal

# The place of a customer who is enrolled but has not met the first node. Nodes have longer ids.
ENTRY = ""


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """What a node of one kind can be told: fields made with `text_setting` and `number_setting`.

    `__post_init__` may refuse a combination with BadInput, naming the field.
    """

    ends: ClassVar[bool] = False  # whether customers go no further
    waits: ClassVar[bool] = False  # whether time always passes here

    def detail(self) -> str:
        """Return the settings as a few words for the journey's graph."""
        return ""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing that happens. `next` is None where the following node comes next."""

    id: str
    kind: str
    settings: NodeSettings
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Who enters: a customer for whom an event of this name arrives."""

    event: str


@dataclass(frozen=True, slots=True)
class Journey:
    """A definition that never changes. `holdout` is the share (0-0.9) of customers who are only watched."""

    key: str
    name: str
    entry: Entry
    nodes: tuple[Node, ...]
    reentry: Literal["never"] = "never"
    holdout: float = 0.0

    def successors(self) -> dict[str, str | None]:
        """Return for each node, in order and from ENTRY on, the node that comes next; None at an end."""
        ids = [node.id for node in self.nodes]
        following = dict(zip(ids, [*ids[1:], None], strict=True))
        onward = {node.id: None if node.settings.ends else node.next or following[node.id] for node in self.nodes}
        return {ENTRY: ids[0], **onward}

    def edges(self) -> Iterator[tuple[str, str]]:
        """Return each pair of nodes of which the second follows the first."""
        return ((source, target) for source, target in self.successors().items() if target is not None)


@dataclass(frozen=True, slots=True)
class Version:
    """A numbered definition of a journey, as it is kept."""

    id: int
    number: int
    journey: Journey


def text_setting(help_text: str) -> str:
    """Return a field of node settings: a line of text that must be given."""
    made: str = field(metadata={"help": help_text, "minimum": None})
    return made


def number_setting(help_text: str, *, minimum: int, default: int) -> int:
    """Return a field of node settings: a whole number, which is `default` when it is not given."""
    made: int = field(default=default, metadata={"help": help_text, "minimum": minimum})
    return made
