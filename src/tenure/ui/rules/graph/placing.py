"""Place the vertices of each layer near their neighbors, in order and apart."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

from tenure.ui.rules.graph.ordering import Neighbors

SWEEPS = 16
# The last sweeps look both ways, so that neither the roots nor the leaves have the last word.
FINAL_SWEEPS = 6

Layers = Sequence[Sequence[int]]
Gaps = Sequence[Sequence[float]]


def gaps_between(layers: Layers, width: Mapping[int, int], *, column_gap: int) -> list[list[float]]:
    """Return for each layer the least distances from middle to middle."""
    return [[(width[a] + width[b]) / 2 + column_gap for a, b in pairwise(layer)] for layer in layers]


def placed_centers(layers: Layers, gaps: Gaps, *, above: Neighbors, below: Neighbors) -> dict[int, float]:
    """Return the horizontal middle of each vertex."""
    rows = list(zip(layers, gaps, strict=True))
    placed: dict[int, float] = {}
    for layer, gap in rows:
        placed |= zip(layer, fitted_places([0.0] * len(layer), gap), strict=True)
    for sweep in range(SWEEPS):
        one_way = below if sweep % 2 else above
        for layer, gap in rows[::-1] if sweep % 2 else rows:
            both = {v: [*above.get(v, ()), *below.get(v, ())] for v in layer}
            is_final = sweep >= SWEEPS - FINAL_SWEEPS
            near = both if is_final else {v: one_way.get(v) or both[v] for v in layer}
            placed |= zip(layer, fitted_places([_middle(v, near[v], placed) for v in layer], gap), strict=True)
    return placed


def fitted_places(wanted: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Return the places nearest to those wanted (least squares) that keep each gap to the left neighbor.

    Exact: without the gaps it is an isotonic regression, solved by pooling adjacent violators.
    """
    offsets = list(accumulate(gaps, initial=0.0))[: len(wanted)]
    pools: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        mean, size = place - offset, 1
        while pools and pools[-1][0] > mean:
            left_mean, left_size = pools.pop()
            mean = (left_mean * left_size + mean * size) / (left_size + size)
            size += left_size
        pools.append((mean, size))
    means = [mean for mean, size in pools for _ in range(size)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _middle(vertex: int, near: Sequence[int], placed: Mapping[int, float]) -> float:
    return sum(placed[other] for other in near) / len(near) if near else placed[vertex]
