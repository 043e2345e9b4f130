"""Say what a drawing of a graph is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A wish to draw a wire from one node to another."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Measures:
    """The sizes of a drawing in pixels. A wire that passes a layer takes `wire_width` of it."""

    box_width: int = 224
    box_height: int = 60
    column_gap: int = 28
    row_gap: int = 44
    wire_width: int = 84
    margin: int = 4

    @property
    def pitch(self) -> int:
        """Return the distance from one layer to the next."""
        return self.box_height + self.row_gap


@dataclass(frozen=True, slots=True)
class Chain:
    """A link as a run of vertices, one for each layer from its upper to its lower end.

    Vertices are numbers: nodes first, in their order, then one for each layer that a wire passes.
    """

    link: Link
    vertices: tuple[int, ...]
    is_turned: bool


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node is drawn."""

    id: str
    x: int
    y: int
    width: int
    height: int
    layer: int


@dataclass(frozen=True, slots=True)
class Wire:
    """How a link is drawn: an SVG path, and the middle of its label."""

    source: str
    target: str
    label: str
    path: str
    label_x: int
    label_y: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing: its size, its boxes in the order of the nodes, its wires."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
