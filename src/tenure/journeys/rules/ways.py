"""Check the ways through a journey: that each leads somewhere, that all nodes are met, that time passes in circles."""

from collections.abc import Iterator, Mapping

from tenure.journeys.rules.checks import MAX_ID, choices, refuse, sum_to_one
from tenure.journeys.rules.definition import ENTRY, Journey
from tenure.journeys.rules.settings import Node, NodeSettings
from tenure.journeys.rules.views import ENTRY_ID


def checked_ways(journey: Journey) -> None:
    """Refuse a journey in which customers would be lost, go round forever, or never come to a node."""
    places = _places(journey)
    for node, path in _with_paths(journey):
        _refuse_bad_ways(node, path, places)
        _refuse_other_ways(node, path)
    _refuse_endless(journey, places)
    _refuse_unreachable(journey)
    _refuse_long(journey.expanded())


def _places(journey: Journey) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, node in enumerate(journey.nodes):
        path = f"nodes[{index}].id"
        if node.id == ENTRY_ID:
            refuse(path, f"must not be `{ENTRY_ID}`, the word for where a journey begins")
        if node.id in places:
            refuse(path, f"is `{node.id}`, as that of nodes[{places[node.id]}]; give each node its own")
        places[node.id] = index
    return places


def _refuse_bad_ways(node: Node, path: str, places: Mapping[str, int]) -> None:
    if node.next is not None and node.settings.ends:
        refuse(f"{path}.next", f"leads on from a node of type `{node.kind}`, where the way ends; remove it")
    told = [(f"{path}.next", node.next), *_told(node, path)]
    for field, target in told:
        if target is not None and target not in places:
            refuse(field, f"leads to `{target}`, which is no node; use one of {choices(places)}")


def _refuse_other_ways(node: Node, path: str) -> None:
    if node.variants:
        sum_to_one(((each.name, each.share) for each in node.variants), f"{path}.variants")
    for index, variant in enumerate(node.variants):
        if _shape(variant.settings, node) != _shape(node.settings, node):
            refuse(f"{path}.variants[{index}]", "leads customers other ways; use a split to divide them")


def _shape(settings: NodeSettings, node: Node) -> tuple[object, ...]:
    behind = settings.expanded(node, onward=None)[1:]
    return settings.ways_told(), settings.listens(), settings.shares(), behind


def _refuse_long(expanded: Journey) -> None:
    """Refuse ids that the nodes behind a node cannot be called by."""
    _places(expanded)
    for node in expanded.nodes:
        if len(node.id) > MAX_ID:
            refuse("nodes", f"would hold `{node.id}`, made from a shorter id; shorten that one")


def _refuse_endless(journey: Journey, places: Mapping[str, int]) -> None:
    """Refuse a circle in which no time passes: customers would go round it forever in one instant."""
    stops = {node.id for node in journey.nodes if node.settings.waits}
    onward: dict[str, list[str]] = {node.id: [] for node in journey.nodes}
    for source, target in journey.edges():
        if source in onward and source not in stops and target not in stops:
            onward[source].append(target)
    # Nodes without a way on are taken away until only circles are left.
    while done := [node for node, targets in onward.items() if not targets]:
        for node in done:
            del onward[node]
        onward = {node: [each for each in targets if each in onward] for node, targets in onward.items()}
    # Of what is left, the last node that leads back closes a circle.
    back = [node for node, targets in onward.items() if any(places[each] <= places[node] for each in targets)]
    if back:
        last = max(back, key=places.__getitem__)
        closing = journey.nodes[places[last]]
        field = next((field for field, target in _told(closing, "") if target in onward[last]), ".next")
        refuse(f"nodes[{places[last]}]{field}", "leads back without a wait on the way; put one in between")


def _refuse_unreachable(journey: Journey) -> None:
    onward: dict[str, list[str]] = {}
    for source, target in journey.edges():
        onward.setdefault(source, []).append(target)
    met, waiting = {ENTRY}, [ENTRY]
    while waiting:
        fresh = [each for each in onward.get(waiting.pop(), []) if each not in met]
        met.update(fresh)
        waiting.extend(fresh)
    for index, node in enumerate(journey.nodes):
        if node.id not in met:
            refuse(f"nodes[{index}]", f"`{node.id}` is never met; lead a way to it with `next`, or remove it")


def _told(node: Node, path: str) -> Iterator[tuple[str, str | None]]:
    return ((f"{path}.{node.kind}.{field}", target) for field, target in node.settings.ways_told())


def _with_paths(journey: Journey) -> Iterator[tuple[Node, str]]:
    return ((node, f"nodes[{index}]") for index, node in enumerate(journey.nodes))
