"""Change a journey as people do with its drawing: put a node on an edge, change it, take it out."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from tenure.journeys.rules import codec
from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.settings import Node
from tenure.journeys.rules.views import ENTRY_ID

# A journey as plain data, which is changed in place here and nowhere else.
Data: TypeAlias = dict[str, Any]

_PLACE: Final = re.compile(r"(\w+)(?:\[(\d+)\])?")
# What of an entry of a list tells it from its neighbors.
_TELLING: Final = ("name", "if", "event")


@dataclass(frozen=True, slots=True)
class DraftEdge:
    """A way between two nodes: the fields that lead there, what they say, and whether it is the way onward."""

    source: str
    target: str
    fields: tuple[str, ...]
    says: tuple[str, ...]
    is_onward: bool


def drawn_edges(journey: Journey) -> tuple[DraftEdge, ...]:
    """Return each way that is drawn once, that from the entry first."""
    first = DraftEdge(ENTRY_ID, journey.nodes[0].id, (), (), is_onward=True)
    return (first, *(edge for node in journey.nodes for edge in _leaving(journey, node)))


def inserted(journey: Journey, node: Data, *, source: str, target: str) -> Data:
    """Return a journey with a node put on the edge between two others; as it was when there is no such edge."""
    data = _data(journey)
    edge = next((each for each in drawn_edges(journey) if (each.source, each.target) == (source, target)), None)
    if edge is None:
        return data
    if source == ENTRY_ID:
        data["nodes"].insert(0, node)
        return data
    at = _at(journey, source)
    before, following = data["nodes"][at], _following(journey, at)
    onward = journey.nodes[at].next or following
    if edge.is_onward:
        said = before.pop("next", None)
        fresh = node if said in {None, following} else {**node, "next": said}
    else:
        fresh = node if target == following else {**node, "next": target}
        if onward is not None and _falls_through(journey.nodes[at]):
            before["next"] = onward
    for field in edge.fields:
        _set(before, journey.nodes[at].kind, field, None if edge.is_onward else node["id"])
    data["nodes"].insert(at + 1, _closed(fresh))
    return data


def removed(journey: Journey, node_id: str) -> Data:
    """Return a journey without a node: what led to it leads to where it led."""
    data, at = _data(journey), _at(journey, node_id)
    gone, following = journey.nodes[at], _following(journey, at)
    onward = None if gone.settings.ends else gone.next or following
    for index, node in enumerate(journey.nodes):
        told = data["nodes"][index]
        for field, target in node.settings.ways_told():
            if target == node_id:
                _set(told, node.kind, field, onward)
        fell_in = index + 1 == at and node.next is None and not node.settings.ends
        if node.next == node_id or (fell_in and onward != following):
            _lead(told, onward)
    del data["nodes"][at]
    return data


def changed(
    journey: Journey,
    node_id: str,
    *,
    settings: Mapping[str, object],
    onward: str,
    variants: Sequence[Mapping[str, object]] | None = None,
) -> Data:
    """Return a journey whose node has other settings and another way onward; empty means the following node.

    Its arms become `variants`; without any they stay as they are.
    """
    data, at = _data(journey), _at(journey, node_id)
    told = data["nodes"][at]
    told[journey.nodes[at].kind] = dict(settings)
    if variants is not None:
        told.pop("variants", None)
        told |= {"variants": [dict(each) for each in variants]} if variants else {}
    _lead(told, onward or None)
    return data


def has_plain_way(node: Node) -> bool:
    """Return whether a node leads onward beside what its fields say."""
    unnamed = sum(not target for _, target in node.settings.ways_told())
    return not node.settings.ends and sum(way is None for way in node.settings.ways()) > unnamed


def fresh_id(kind: str, taken: Collection[str]) -> str:
    """Return an id for a new node, after its kind."""
    number = 2
    name = kind
    while name in taken:
        name, number = f"{kind}_{number}", number + 1
    return name


def settings_data(journey: Journey, node_id: str) -> Data:
    """Return what a node says, as plain data."""
    at = _at(journey, node_id)
    told: Data = _data(journey)["nodes"][at][journey.nodes[at].kind]
    return told


def arms_data(journey: Journey, node_id: str) -> list[Data]:
    """Return what the arms of a node say that is their own, as plain data."""
    told: Data = _data(journey)["nodes"][_at(journey, node_id)]
    return list(told.get("variants", []))


def has_arms(node: Node) -> bool:
    """Return whether the customers of a node may be divided among arms: not where the way ends or divides."""
    return not node.settings.ends and not node.settings.shares()


def _leaving(journey: Journey, node: Node) -> Iterator[DraftEdge]:
    onward = None if node.settings.ends else node.next or _following(journey, _at(journey, node.id))
    told = node.settings.ways_told()
    settings = settings_data(journey, node.id)
    targets: dict[str | None, list[str]] = {onward: []} if has_plain_way(node) else {}
    for field, target in told:
        targets.setdefault(target or onward, []).append(field)
    for target, fields in targets.items():
        if target is not None:
            is_onward = target == onward and (has_plain_way(node) or any(not said for _, said in told))
            says = tuple(_says(settings, field) for field in fields)
            yield DraftEdge(node.id, target, tuple(fields), says, is_onward=is_onward)


def _falls_through(node: Node) -> bool:
    return not node.settings.ends and None in node.settings.ways()


def _following(journey: Journey, at: int) -> str | None:
    return journey.nodes[at + 1].id if at + 1 < len(journey.nodes) else None


def _at(journey: Journey, node_id: str) -> int:
    return next(index for index, node in enumerate(journey.nodes) if node.id == node_id)


def _data(journey: Journey) -> Data:
    return deepcopy(dict(codec.to_data(journey)))


def _lead(told: Data, onward: str | None) -> None:
    if onward is None:
        told.pop("next", None)
    else:
        told["next"] = onward


def _closed(fresh: Data) -> Data:
    """Return a node without a way onward if it is an end: both together are refused."""
    return {name: said for name, said in fresh.items() if name != "next" or "end" not in fresh}


def _set(told: Data, kind: str, field: str, target: str | None) -> None:
    """Write where a field of a node's settings leads."""
    place: Any = told[kind]
    *path, last = [_PLACE.fullmatch(part) for part in field.split(".")]
    for part in path:
        if part is not None:
            place = place[part[1]] if part[2] is None else place[part[1]][int(part[2])]
    if last is not None:
        _write(place, last[1], target)


def _write(place: Data, name: str, target: str | None) -> None:
    if target is None:
        place.pop(name, None)
    else:
        place[name] = target


def _says(settings: Data, field: str) -> str:
    """Return what an edge is called: as the entry of a list that leads there, or as the field."""
    head, _, rest = field.partition(".")
    found = _PLACE.fullmatch(head)
    if not rest or found is None or found[2] is None:
        return field
    entry = settings[found[1]][int(found[2])]
    return next((str(entry[name]) for name in _TELLING if name in entry), field)
