from dataclasses import replace

from tenure.ui.rules.graph.values import Link
from tenure.ui.rules.journey_graph import GraphNode, drawn_graph
from tenure.ui.rules.text import text_width

NODE = GraphNode(
    id="hello",
    title="Send",
    detail="welcome · email",
    icon="mail",
    tone="accent",
    url="/journeys/w?node=hello",
    here_url="/journeys/w?node=hello&here=1",
    entered_count=312,
    here_count=2,
)


def test_each_node_gets_a_box_and_each_link_a_wire():
    graph = drawn_graph([NODE, replace(NODE, id="done")], [Link("hello", "done")])

    assert [item.node.id for item in graph.nodes] == ["hello", "done"]
    assert [(item.wire.source, item.wire.target) for item in graph.wires] == [("hello", "done")]
    assert graph.nodes[0].box.width == graph.nodes[1].box.width


def test_texts_leave_room_for_the_counts_beside_them():
    busy = replace(NODE, title="Send the very first welcome message", detail="welcome_with_many_words · email")

    (item,) = drawn_graph([busy], []).nodes

    assert item.title.endswith("…")
    assert item.detail.endswith("…")
    assert 58 + text_width(item.title, font_size=13) < item.count_x - text_width("312", font_size=12)


def test_the_place_of_who_is_there_ends_where_counts_end_and_leaves_the_detail_alone():
    here, nobody = drawn_graph([NODE, replace(NODE, id="done", here_count=0)], []).nodes

    assert here.here_x + here.here_width == here.count_x
    assert 58 + text_width(here.detail, font_size=12) < here.here_x
    assert nobody.here_width == 0


def test_a_title_without_detail_stands_in_the_middle():
    alone = replace(NODE, detail="", here_count=0)

    titles = [item.title_y for item in drawn_graph([NODE, replace(alone, id="done")], []).nodes]

    assert titles == [26, 35]


def test_the_label_of_a_wire_is_as_wide_as_its_text():
    graph = drawn_graph([NODE, replace(NODE, id="done")], [Link("hello", "done", "yes")])

    (item,) = graph.wires
    assert (item.label, item.label_width) == ("yes", 38)
    assert item.label_left == item.wire.label_x - 19
    assert item.label_top == item.wire.label_y - 10


def test_a_wire_without_a_label_has_no_box_for_it():
    (item,) = drawn_graph([NODE, replace(NODE, id="done")], [Link("hello", "done")]).wires

    assert (item.label, item.label_width) == ("", 0)
