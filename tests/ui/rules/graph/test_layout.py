import re
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from tenure.ui.rules.graph.layout import layout
from tenure.ui.rules.graph.values import Box, Layout, Link, Measures

MEASURES = Measures(box_width=200, box_height=60, column_gap=20, row_gap=40, wire_width=80, margin=0)


@st.composite
def graphs(draw):
    nodes = [f"n{i}" for i in range(draw(st.integers(1, 12)))]
    ends = st.sampled_from(nodes)
    return nodes, draw(st.lists(st.builds(Link, ends, ends), max_size=20))


def _corners(path):
    """Return the points of a path at which one step ends and the next begins."""
    found = [tuple(map(int, re.findall(r"-?\d+", path.split("V")[0].split("C")[0])))]
    for step, numbers in re.findall(r"([VC])([^VC]+)", path):
        values = [int(number) for number in re.findall(r"-?\d+", numbers)]
        found.append((found[-1][0], values[0]) if step == "V" else (values[-2], values[-1]))
    return found


def _overlap(one, other):
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def _meets(box, x, top, bottom):
    return box.x < x < box.x + box.width and top < box.y + box.height and bottom > box.y


def test_a_chain_stands_in_one_column_from_top_to_bottom():
    drawing = layout(["entry", "hello", "done"], [Link("entry", "hello"), Link("hello", "done")], measures=MEASURES)

    assert drawing.boxes == (
        Box("entry", 0, 0, 200, 60, layer=0),
        Box("hello", 0, 100, 200, 60, layer=1),
        Box("done", 0, 200, 200, 60, layer=2),
    )
    assert [wire.path for wire in drawing.wires] == ["M100,60V100", "M100,160V200"]
    assert (drawing.width, drawing.height) == (200, 260)


def test_branches_stand_beside_each_other_in_the_order_of_the_nodes():
    links = [Link("ask", "yes", "yes"), Link("ask", "no", "no")]

    drawing = layout(["ask", "yes", "no"], links, measures=MEASURES)

    assert [(box.id, box.x, box.y) for box in drawing.boxes] == [("ask", 110, 0), ("yes", 0, 100), ("no", 220, 100)]
    assert [(wire.label, wire.label_x, wire.label_y) for wire in drawing.wires] == [("yes", 155, 80), ("no", 265, 80)]
    assert drawing.wires[0].path == "M210,60C210,80 100,80 100,100"


def test_a_link_that_leads_back_ends_at_the_upper_box():
    drawing = layout(["a", "b"], [Link("a", "b"), Link("b", "a")], measures=MEASURES)

    assert [wire.path for wire in drawing.wires] == ["M100,60V100", "M100,100V60"]


def test_links_to_unknown_nodes_are_not_drawn():
    assert layout(["a"], [Link("a", "b")], measures=MEASURES).wires == ()


def test_nothing_is_drawn_of_nothing():
    assert layout([], [], measures=MEASURES) == Layout(width=0, height=0, boxes=(), wires=())


@given(graphs())
def test_boxes_are_equal_and_never_overlap(graph):
    nodes, links = graph

    boxes = layout(nodes, links, measures=MEASURES).boxes

    assert [box.id for box in boxes] == nodes
    assert {(box.width, box.height) for box in boxes} == {(200, 60)}
    assert not [pair for pair in combinations(boxes, 2) if _overlap(*pair)]


@given(graphs())
def test_everything_is_inside_the_drawing(graph):
    drawing = layout(*graph, measures=MEASURES)

    assert min(box.x for box in drawing.boxes) >= 0
    assert max(box.x + box.width for box in drawing.boxes) <= drawing.width
    assert max(box.y + box.height for box in drawing.boxes) == drawing.height
    assert all(0 <= x <= drawing.width for wire in drawing.wires for x, _ in _corners(wire.path))


@given(graphs())
def test_a_wire_leads_from_its_source_to_its_target_and_through_no_box(graph):
    drawing = layout(*graph, measures=MEASURES)
    boxes = {box.id: box for box in drawing.boxes}

    for wire in drawing.wires:
        corners = _corners(wire.path)
        ends = {
            node: {(box.x + 100, box.y), (box.x + 100, box.y + 60)}
            for node, box in boxes.items()
            if node in {wire.source, wire.target}
        }
        assert corners[0] in ends[wire.source]
        assert corners[-1] in ends[wire.target]
        # A wire bends between layers only, so it is enough to look at where it goes straight down.
        straight = [(x, *sorted((y, end))) for (x, y), (end_x, end) in pairwise(corners) if x == end_x]
        assert not [box for x, top, bottom in straight for box in drawing.boxes if _meets(box, x, top, bottom)]


@given(graphs())
def test_the_same_graph_is_always_drawn_alike(graph):
    assert layout(*graph, measures=MEASURES) == layout(*graph, measures=MEASURES)
