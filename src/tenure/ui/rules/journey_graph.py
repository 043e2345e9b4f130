"""Draw a journey: one equal box for each node, with who entered and who is there now."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenure.ui.rules.graph.layout import layout
from tenure.ui.rules.graph.values import Box, Link, Measures, Wire
from tenure.ui.rules.text import fitted, text_width

MEASURES = Measures()
TITLE_SIZE = 13
DETAIL_SIZE = 12
LABEL_SIZE = 11
# Where text begins (after the icon) and ends inside a box.
TEXT_LEFT = 58
TEXT_RIGHT = 14
SPACE = 10
# The baseline of a title with a detail under it, and of one that stands alone.
TITLE_Y = 26
ALONE_Y = 35
LABEL_HEIGHT = 20
# About as wide as "here" after a count.
HERE_WIDTH = 34


@dataclass(frozen=True, slots=True)
class GraphNode:
    """What a box says. `tone` names its color; its addresses list who entered it and who is there now."""

    id: str
    title: str
    detail: str
    icon: str
    tone: str
    url: str
    here_url: str
    entered_count: int
    here_count: int
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A box in its place, its texts cut to fit; counts end at `count_x` within it, the lower from `here_x` on."""

    node: GraphNode
    box: Box
    title: str
    detail: str
    title_y: int
    count_x: int
    here_x: int
    here_width: int


@dataclass(frozen=True, slots=True)
class DrawnWire:
    """A wire in its place, and the box of its label."""

    wire: Wire
    label: str
    label_left: int
    label_top: int
    label_width: int


@dataclass(frozen=True, slots=True)
class DrawnGraph:
    """A journey ready to be drawn."""

    width: int
    height: int
    nodes: tuple[DrawnNode, ...]
    wires: tuple[DrawnWire, ...]


def drawn_graph(nodes: Sequence[GraphNode], links: Sequence[Link]) -> DrawnGraph:
    """Return the drawing of a journey, its nodes in the order given."""
    placed = layout([node.id for node in nodes], links, measures=MEASURES)
    return DrawnGraph(
        width=placed.width,
        height=placed.height,
        nodes=tuple(_drawn_node(node, box) for node, box in zip(nodes, placed.boxes, strict=True)),
        wires=tuple(map(_drawn_wire, placed.wires)),
    )


def _drawn_node(node: GraphNode, box: Box) -> DrawnNode:
    room = box.width - TEXT_LEFT - TEXT_RIGHT - SPACE
    entered, here_count = (
        text_width(f"{count:,}", font_size=DETAIL_SIZE) for count in (node.entered_count, node.here_count)
    )
    here = round(here_count) + HERE_WIDTH if node.here_count else 0
    return DrawnNode(
        node=node,
        box=box,
        title=fitted(node.title, width=room - entered, font_size=TITLE_SIZE),
        detail=fitted(node.detail, width=room - here, font_size=DETAIL_SIZE),
        title_y=TITLE_Y if node.detail or node.here_count else ALONE_Y,
        count_x=box.width - TEXT_RIGHT,
        here_x=box.width - TEXT_RIGHT - here,
        here_width=here,
    )


def _drawn_wire(wire: Wire) -> DrawnWire:
    label = fitted(wire.label, width=MEASURES.wire_width, font_size=LABEL_SIZE)
    width = round(text_width(label, font_size=LABEL_SIZE)) + SPACE * 2 if label else 0
    return DrawnWire(
        wire=wire,
        label=label,
        label_left=wire.label_x - width // 2,
        label_top=wire.label_y - LABEL_HEIGHT // 2,
        label_width=width,
    )
