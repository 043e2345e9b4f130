"""Order the vertices of each layer so that few wires cross."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tenure.ui.rules.graph.values import Chain

SWEEPS = 8

Neighbors = Mapping[int, Sequence[int]]


def neighbors(chains: Sequence[Chain]) -> tuple[Neighbors, Neighbors]:
    """Return what lies directly above and directly below each vertex."""
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for chain in chains:
        for upper, lower in pairwise(chain.vertices):
            below.setdefault(upper, []).append(lower)
            above.setdefault(lower, []).append(upper)
    return above, below


def ordered_layers(layers: list[list[int]], chains: Sequence[Chain]) -> list[list[int]]:
    """Return the layers in the best order found; where nothing crosses, the order given stays."""
    above, below = neighbors(chains)
    best, current, fewest = layers, layers, crossing_count(layers, below)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        current = _swept(current[::-1], below)[::-1] if sweep % 2 else _swept(current, above)
        count = crossing_count(current, below)
        if count < fewest:
            best, fewest = current, count
    return best


def crossing_count(layers: Sequence[Sequence[int]], below: Neighbors) -> int:
    """Return how many pairs of wires cross."""
    count = 0
    for upper, lower in pairwise(layers):
        place = {vertex: i for i, vertex in enumerate(lower)}
        ends = [end for vertex in upper for end in sorted(place[other] for other in below.get(vertex, ()))]
        count += sum(first > second for i, first in enumerate(ends) for second in ends[i + 1 :])
    return count


def _swept(layers: list[list[int]], before: Neighbors) -> list[list[int]]:
    """Return each layer sorted by the mean place of its neighbors in the layer before."""
    swept = layers[:1]
    for layer in layers[1:]:
        place = {vertex: i for i, vertex in enumerate(swept[-1])}
        rank = {vertex: _mean_place(before.get(vertex, ()), place, i) for i, vertex in enumerate(layer)}
        swept.append(sorted(layer, key=rank.__getitem__))
    return swept


def _mean_place(near: Sequence[int], place: Mapping[int, int], own: int) -> tuple[float, int]:
    return (sum(place[vertex] for vertex in near) / len(near) if near else own, own)
