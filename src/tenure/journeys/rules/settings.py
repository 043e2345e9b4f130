"""Say what a node is, and what one of some kind can be told."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar, TypeAlias

from tenure.journeys.rules import checks, spelling

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Listened:
    """An event that ends a wait: its name, a condition, and the node that comes next; None for the following one."""

    event: str
    where: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a customer, and where it stands in the settings."""

    field: str
    where: str


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """What a node of one kind can be told: fields made with `spelling.setting` and `spelling.optional`.

    `__post_init__` may refuse a combination with BadInput, naming the field.
    """

    ends: ClassVar[bool] = False  # whether customers go no further
    waits: ClassVar[bool] = False  # whether time always passes here

    def detail(self) -> str:
        """Return the settings as a few words for the journey's graph."""
        return ""

    def ways(self) -> tuple[str | None, ...]:
        """Return the nodes that may come next; None stands for the node's own `next`, or the following node."""
        return (None,)

    def ways_told(self) -> tuple[tuple[str, str | None], ...]:
        """Return each way with the field that tells it, as far as fields do."""
        return ()

    def expanded(self, node: "Node", *, onward: str | None) -> tuple["Node", ...]:  # noqa: ARG002 - others need it
        """Return the nodes that a node stands for; `onward` is the id of the one that follows it."""
        return (node,)

    def listens(self) -> tuple[Listened, ...]:
        """Return the events that make a waiting customer go on."""
        return ()

    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions on customers that are asked here."""
        return ()

    def traits(self) -> frozenset[str]:
        """Return the traits that are read here, beside those of conditions."""
        return frozenset()

    def dates(self) -> frozenset[str]:
        """Return the traits that must hold dates."""
        return frozenset()

    def shares(self) -> tuple[tuple[str, float], ...]:
        """Return the arms among which customers are divided here, each with its share."""
        return ()

    def columns(self) -> Mapping[str, Scalar]:
        """Return what a column function finds beside each customer."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: said for name, said in told.items() if said is None or isinstance(said, str | int | float)}


@dataclass(frozen=True, slots=True)
class Variant:
    """One arm of a node: what a share of its customers meets instead."""

    name: str
    share: float
    settings: NodeSettings


@dataclass(frozen=True, slots=True)
class Node:
    """One thing that happens. `next` is None where the following node comes next."""

    id: str
    kind: str
    settings: NodeSettings
    next: str | None = None
    variants: tuple[Variant, ...] = ()

    def arms(self) -> tuple[tuple[str, NodeSettings], ...]:
        """Return what is met in each arm; the only arm of a node without variants has no name."""
        return tuple((each.name, each.settings) for each in self.variants) or (("", self.settings),)


def text_setting(help_text: str) -> str:
    """Return a field of node settings: a line of text that must be given."""
    return spelling.setting(help_text, read=checks.text)


def long_text_setting(help_text: str) -> str:
    """Return a field of node settings: text of several lines that must be given."""
    return spelling.setting(help_text, read=checks.long_text)


def number_setting(help_text: str, *, minimum: int, default: int) -> int:
    """Return a field of node settings: a whole number, which is `default` when it is not given."""
    return spelling.optional(help_text, read=checks.whole_numbers(minimum), default=default)


def way_setting(help_text: str) -> str | None:
    """Return a field of node settings: the id of the node that comes next, when it is not the following one."""
    read: spelling.Read[str | None] = checks.slug
    return spelling.optional(help_text, read=read, default=None)
