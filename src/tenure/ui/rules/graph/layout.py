"""Draw a graph: from nodes and links to boxes and wires in whole pixels."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tenure.ui.rules.graph.layering import chains, merged_links
from tenure.ui.rules.graph.ordering import neighbors, ordered_layers
from tenure.ui.rules.graph.placing import gaps_between, placed_centers
from tenure.ui.rules.graph.straightening import straightened
from tenure.ui.rules.graph.values import Box, Chain, Layout, Link, Measures, Wire

Point = tuple[int, int]


def layout(nodes: Sequence[str], links: Sequence[Link], *, measures: Measures) -> Layout:
    """Return the drawing of a graph. A link to an unknown node is not drawn."""
    if not nodes:
        return Layout(width=0, height=0, boxes=(), wires=())
    known = [link for link in merged_links(links) if link.source in nodes and link.target in nodes]
    runs, unordered = chains(nodes, known)
    above, below = neighbors(runs)
    layers = ordered_layers(unordered, runs)
    width = {v: measures.box_width if v < len(nodes) else measures.wire_width for layer in layers for v in layer}
    gaps = gaps_between(layers, width, column_gap=measures.column_gap)
    middles = placed_centers(layers, gaps, above=above, below=below)
    middles = straightened(middles, layers, gaps=gaps, node_count=len(nodes), above=above, below=below)
    shift = measures.margin - min(middle - width[v] / 2 for v, middle in middles.items())
    x_of = {vertex: round(middle + shift) for vertex, middle in middles.items()}
    layer_of = {vertex: i for i, layer in enumerate(layers) for vertex in layer}
    return Layout(
        width=max(x + width[vertex] // 2 for vertex, x in x_of.items()) + measures.margin,
        height=(len(layers) - 1) * measures.pitch + measures.box_height + 2 * measures.margin,
        boxes=tuple(_box(node, x=x_of[i], layer=layer_of[i], measures=measures) for i, node in enumerate(nodes)),
        wires=tuple(_wire(run, x_of, layer=layer_of[run.vertices[0]], measures=measures) for run in runs),
    )


def _box(node: str, *, x: int, layer: int, measures: Measures) -> Box:
    y = measures.margin + layer * measures.pitch
    return Box(node, x - measures.box_width // 2, y, measures.box_width, measures.box_height, layer)


def _wire(chain: Chain, x_of: Mapping[int, int], *, layer: int, measures: Measures) -> Wire:
    """Draw a wire: it bends only between layers and passes each layer straight down, so it meets no box."""
    stops: list[Point] = []
    bottom = measures.margin + layer * measures.pitch + measures.box_height
    for i, (upper, lower) in enumerate(pairwise(chain.vertices)):
        y = bottom + i * measures.pitch
        stops += [(x_of[upper], y), (x_of[lower], y + measures.row_gap)]
    if chain.is_turned:
        stops.reverse()
    (first_x, first_y), (second_x, second_y) = stops[:2]
    return Wire(
        source=chain.link.source,
        target=chain.link.target,
        label=chain.link.label,
        path=f"M{first_x},{first_y}" + "".join(_step(a, b) for a, b in pairwise(stops)),
        label_x=(first_x + second_x) // 2,
        label_y=(first_y + second_y) // 2,
    )


def _step(start: Point, end: Point) -> str:
    (x, y), (end_x, end_y) = start, end
    if x == end_x:
        return f"V{end_y}"
    bend = (y + end_y) // 2
    return f"C{x},{bend} {end_x},{bend} {end_x},{end_y}"
