"""Stand in one line what belongs under one another, after all has been placed."""

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from itertools import pairwise

from tenure.ui.rules.graph.ordering import Neighbors
from tenure.ui.rules.graph.placing import Gaps, Layers


def straightened(
    centers: Mapping[int, float], layers: Layers, *, gaps: Gaps, node_count: int, above: Neighbors, below: Neighbors
) -> dict[int, float]:
    """Return the middles with every column on one line and every gap kept.

    Columns are pushed right just enough, then left just enough; the mean of two answers that keep all
    gaps keeps them too.
    """
    column_of = _columns(layers, node_count=node_count, above=above, below=below)
    members: dict[int, list[int]] = {}
    for vertex, column in column_of.items():
        members.setdefault(column, []).append(vertex)
    wanted = {column: sum(centers[v] for v in vertices) / len(vertices) for column, vertices in members.items()}
    left_of: dict[int, dict[int, float]] = {column: {} for column in members}
    for layer, gap in zip(layers, gaps, strict=True):
        for (left, right), least in zip(pairwise(layer), gap, strict=True):
            known = left_of[column_of[right]]
            known[column_of[left]] = max(least, known.get(column_of[left], 0.0))
    order = list(TopologicalSorter(left_of).static_order())
    pushed_right = dict(wanted)
    for column in order:
        pushed_right[column] = max(
            [wanted[column], *(pushed_right[left] + least for left, least in left_of[column].items())]
        )
    pushed_left = dict(wanted)
    for column in reversed(order):
        for left, least in left_of[column].items():
            pushed_left[left] = min(pushed_left[left], pushed_left[column] - least)
    return {vertex: (pushed_right[column] + pushed_left[column]) / 2 for vertex, column in column_of.items()}


def _columns(layers: Layers, *, node_count: int, above: Neighbors, below: Neighbors) -> dict[int, int]:
    """Return for each vertex the topmost vertex of its column."""
    column_of = {vertex: vertex for layer in layers for vertex in layer}
    for upper, lower in pairwise(layers):
        for top, bottom in _ties(upper, lower, node_count=node_count, above=above, below=below):
            column_of[bottom] = column_of[top]
    return column_of


def _ties(
    upper: Sequence[int], lower: Sequence[int], *, node_count: int, above: Neighbors, below: Neighbors
) -> list[tuple[int, int]]:
    """Return which vertices of two layers stand under one another; ties never cross, so columns have an order."""
    place = {vertex: i for i, vertex in enumerate(lower)}
    found: list[tuple[int, int]] = []
    for top in upper:
        for bottom in below.get(top, ()):
            is_wire = top >= node_count and bottom >= node_count
            is_only = len(below[top]) == len(above[bottom]) == 1
            if (is_wire or is_only) and (not found or place[found[-1][1]] < place[bottom]):
                found.append((top, bottom))
    return found
