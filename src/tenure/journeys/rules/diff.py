"""Say what differs between two definitions of a journey, and what that does to the people in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenure.journeys.rules import codec
from tenure.journeys.rules.definition import ENTRY, Journey
from tenure.kernel.json import Json, JsonObject, encode_text

_BESIDE = ("id", "next", "variants")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: where, and what it was and is; None where there was or is nothing."""

    field: str
    before: Json
    after: Json

    def line(self) -> str:
        """Return the difference as a line such as `+ node pause: ...` or `pause.wait.days: 3 -> 4`."""
        if self.before is None:
            return f"+ {self.field}: {_shown(self.after)}"
        if self.after is None:
            return f"- {self.field}: {_shown(self.before)}"
        return f"{self.field}: {_shown(self.before)} -> {_shown(self.after)}"


@dataclass(frozen=True, slots=True)
class Fate:
    """What a new version means for those who stand at a node, if they are moved to it."""

    node: str  # ENTRY before the first one
    people: int
    stays: bool  # whether the new version has the node, and of the same kind
    reads_changed: bool  # whether the node says something else there


def differences(before: Journey, after: Journey) -> tuple[Difference, ...]:
    """Return what differs between two definitions, the settings of the journey first, then nodes in their order."""
    old, new = codec.to_data(before), codec.to_data(after)
    return (*_of_settings(old, new), *_of_nodes(before, after), *_of_order(before, after))


def lines(before: Journey, after: Journey) -> list[str]:
    """Return what differs as lines to read."""
    return [each.line() for each in differences(before, after)]


def fates(before: Journey, after: Journey, people: Mapping[str, int]) -> tuple[Fate, ...]:
    """Return for each node where `people` stand what becomes of them, in the order of the nodes.

    Without a move nothing does: everyone stays on the version that they entered.
    """
    old = {node.id: node for node in before.expanded().nodes}
    new = {node.id: node for node in after.expanded().nodes}
    places = {node: place for place, node in enumerate((ENTRY, *old))}
    standing = sorted(people, key=lambda node: (places.get(node, len(places)), node))
    return tuple(
        Fate(
            node=node,
            people=people[node],
            stays=node == ENTRY or (node in new and (node not in old or old[node].kind == new[node].kind)),
            reads_changed=node in old and node in new and old[node] != new[node],
        )
        for node in standing
        if people[node]
    )


def _of_settings(old: JsonObject, new: JsonObject) -> Iterator[Difference]:
    for name in dict.fromkeys((*old, *new)):
        if name != "nodes":
            yield from _between(name, old.get(name), new.get(name))


def _of_nodes(before: Journey, after: Journey) -> Iterator[Difference]:
    old, new = _nodes(before), _nodes(after)
    for node in dict.fromkeys((*old, *new)):
        was, is_now = old.get(node), new.get(node)
        if was is None or is_now is None or _kind(was) != _kind(is_now):
            yield from (Difference(f"node {node}", each, None) for each in (was,) if each is not None)
            yield from (Difference(f"node {node}", None, each) for each in (is_now,) if each is not None)
            continue
        for name in dict.fromkeys((*was, *is_now)):
            yield from _between(f"{node}.{name}", was.get(name), is_now.get(name))


def _of_order(before: Journey, after: Journey) -> Iterator[Difference]:
    old, new = _nodes(before), _nodes(after)
    kept, now = [node for node in old if node in new], [node for node in new if node in old]
    if kept != now:
        yield Difference("order of nodes", list(kept), list(now))


def _between(field: str, was: Json, is_now: Json) -> Iterator[Difference]:
    """Return the differences between two values, as deep as both are mappings or lists of one length."""
    if was == is_now and type(was) is type(is_now):
        return
    match was, is_now:
        case dict(), dict():
            for name in dict.fromkeys((*was, *is_now)):
                yield from _between(f"{field}.{name}", was.get(name), is_now.get(name))
        case list(), list() if len(was) == len(is_now):
            for index, pair in enumerate(zip(was, is_now, strict=True)):
                yield from _between(f"{field}[{index}]", *pair)
        case _:
            yield Difference(field, was, is_now)


def _nodes(journey: Journey) -> dict[str, JsonObject]:
    listed = codec.to_data(journey)["nodes"]
    found = [dict(node) for node in listed if isinstance(node, Mapping)] if isinstance(listed, list) else []
    return {str(node.pop("id")): node for node in found}


def _kind(node: JsonObject) -> str:
    return next(name for name in node if name not in _BESIDE)


def _shown(said: Json) -> str:
    return said if isinstance(said, str) else encode_text(said)
