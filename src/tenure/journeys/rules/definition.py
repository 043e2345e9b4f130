"""Define a journey: who enters, and what happens to them, node by node."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

from tenure.journeys.rules.entrances import Entry, EveryDays, Exit, Goal
from tenure.journeys.rules.settings import Node

# The place of a customer who is enrolled but has not met the first node. Nodes have longer ids.
ENTRY = ""
# The way from a node to its `next`, or to the following node. Other ways are called as the nodes they lead to.
ONWARD = ""
DEFAULT_HOLDOUT = 0.1
DEFAULT_PRIORITY = 50

Reentry: TypeAlias = Literal["never", "after_exit", "per_key"] | EveryDays
Unit: TypeAlias = Literal["customer", "account"]


@dataclass(frozen=True, slots=True)
class Way:
    """A way from a node to another; `target` is None at an end."""

    source: str
    name: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Listener:
    """What the stream is watched for: an event and a condition on it, and the way it opens at a node."""

    node: str
    event: str
    where: str | None
    way: str


@dataclass(frozen=True, slots=True)
class Journey:
    """A definition that never changes. `holdout` is the share (0-0.9) of customers who are only watched."""

    key: str
    name: str
    entry: Entry
    nodes: tuple[Node, ...]
    reentry: Reentry = "never"
    goal: Goal | None = None
    exits: tuple[Exit, ...] = ()
    holdout: float = DEFAULT_HOLDOUT
    holdout_reason: str | None = None
    required: bool = False
    randomize_by: Unit = "customer"
    priority: int = DEFAULT_PRIORITY
    exclusion: str | None = None

    def ways(self) -> Iterator[Way]:
        """Return every way, that from ENTRY first, in the order of the nodes."""
        ids = [node.id for node in self.nodes]
        yield Way(ENTRY, ONWARD, ids[0])
        for node, following in zip(self.nodes, [*ids[1:], None], strict=True):
            onward = None if node.settings.ends else node.next or following
            # An end has a way, too: it leads nowhere.
            for told in dict.fromkeys((None, *node.settings.ways())):
                yield Way(node.id, told or ONWARD, told or onward)

    def edges(self) -> Iterator[tuple[str, str]]:
        """Return each pair of nodes of which the second may follow the first."""
        used = {node.id: node.settings.ways() for node in self.nodes}
        for way in self.ways():
            if way.target is not None and (way.name or None) in used.get(way.source, (None,)):
                yield way.source, way.target

    def entrance(self) -> Listener:
        """Return what the stream is watched for, that customers enter."""
        return Listener(ENTRY, self.entry.event, self.entry.condition(self.key), ONWARD)

    def listeners(self) -> tuple[Listener, ...]:
        """Return what the stream is watched for, that customers go on from where they wait."""
        return tuple(
            Listener(node.id, each.event, each.where, each.next or ONWARD)
            for node in self.expanded().nodes
            for each in node.settings.listens()
        )

    def expanded(self) -> "Journey":
        """Return the journey as it is played: nodes that stand for several are those."""
        return _expanded(self)


@dataclass(frozen=True, slots=True)
class Version:
    """A numbered definition of a journey, as it is kept."""

    id: int
    number: int
    journey: Journey


@lru_cache(maxsize=1_000)  # a definition never changes
def _expanded(journey: Journey) -> Journey:
    ids = [node.id for node in journey.nodes]
    following = zip(journey.nodes, [*ids[1:], None], strict=True)
    parts = [node.settings.expanded(node, onward=node.next or after) for node, after in following]
    return replace(journey, nodes=tuple(node for part in parts for node in part))
