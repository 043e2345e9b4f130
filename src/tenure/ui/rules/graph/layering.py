"""Give each node of a graph a layer, so that all links lead down."""

from collections.abc import Iterator, Sequence

from tenure.ui.rules.graph.values import Chain, Link


def merged_links(links: Sequence[Link]) -> list[Link]:
    """Return one link for each pair of nodes, with all labels of the pair; a node's link to itself is dropped."""
    labels: dict[tuple[str, str], list[str]] = {}
    for link in links:
        if link.source != link.target:
            labels.setdefault((link.source, link.target), []).append(link.label)
    return [Link(source, target, " · ".join(filter(None, texts))) for (source, target), texts in labels.items()]


def circle_links(nodes: Sequence[str], links: Sequence[Link]) -> frozenset[Link]:
    """Return the links that close a circle, seen from the first node."""
    leaving: dict[str, list[Link]] = {node: [] for node in nodes}
    for link in links:
        leaving[link.source].append(link)
    closing: set[Link] = set()
    done: set[str] = set()
    for root in nodes:
        path: dict[str, Iterator[Link]] = {} if root in done else {root: iter(leaving[root])}
        while path:
            node, rest = next(reversed(path.items()))
            step = next(rest, None)
            if step is None:
                done.add(node)
                del path[node]
            elif step.target in path:
                closing.add(step)
            elif step.target not in done:
                path[step.target] = iter(leaving[step.target])
    return frozenset(closing)


def node_layers(count: int, downward: Sequence[tuple[int, int]]) -> list[int]:
    """Return for each of `count` nodes the length of the longest way down to it."""
    below: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for upper, lower in downward:
        below[upper].append(lower)
        waiting[lower] += 1
    layers = [0] * count
    ready = [node for node in range(count) if not waiting[node]]
    for node in ready:
        for lower in below[node]:
            layers[lower] = max(layers[lower], layers[node] + 1)
            waiting[lower] -= 1
            if not waiting[lower]:
                ready.append(lower)
    return layers


def chains(nodes: Sequence[str], links: Sequence[Link]) -> tuple[list[Chain], list[list[int]]]:
    """Return each link as a chain, and the vertices of each layer."""
    number = {node: i for i, node in enumerate(nodes)}
    closing = circle_links(nodes, links)
    ends = [(number[link.source], number[link.target]) for link in links]
    downward = [end[::-1] if link in closing else end for link, end in zip(links, ends, strict=True)]
    layer_of = node_layers(len(nodes), downward)
    layers: list[list[int]] = [[] for _ in range(max(layer_of) + 1)]
    for node, layer in enumerate(layer_of):
        layers[layer].append(node)
    found: list[Chain] = []
    vertex = len(nodes)
    for link, (upper, lower) in zip(links, downward, strict=True):
        passed = range(layer_of[upper] + 1, layer_of[lower])
        for step, layer in enumerate(passed):
            layers[layer].append(vertex + step)
        found.append(Chain(link, (upper, *range(vertex, vertex + len(passed)), lower), link in closing))
        vertex += len(passed)
    return found, layers
