from datetime import UTC, datetime

from tenure.console.presenting.journeys import journey_card, visits
from tenure.journeys.rules.views import Enrollment, Graph, GraphEdge, GraphNode

GRAPH = Graph(
    "welcome",
    "Welcome",
    "active",
    2,
    (
        GraphNode("entry", "entry", "Entry", "signed_up", 5, 0),
        GraphNode("hello", "send", "Send", "welcome · email", 5, 1),
        GraphNode("dance", "dance", "Dance", "", 4, 4),
    ),
    (GraphEdge("entry", "hello"), GraphEdge("hello", "dance")),
)


def test_a_journey_is_a_drawing_and_a_table_of_the_same_steps():
    card = journey_card(GRAPH, chosen="hello")

    assert (card.key, card.version, card.entered_count, card.here_count) == ("welcome", 2, 5, 5)
    assert [item.node.id for item in card.drawing.nodes] == [step.id for step in card.steps]
    assert [item.node.is_current for item in card.drawing.nodes] == [False, True, False]
    assert [step.url for step in card.steps][1] == "/journeys/welcome?node=hello"
    assert len(card.drawing.wires) == 2


def test_a_kind_of_node_that_the_console_does_not_know_is_drawn_too():
    node = journey_card(GRAPH).drawing.nodes[2].node

    assert (node.title, node.icon, node.tone) == ("Dance", "circle-dot", "violet")


def test_a_way_says_where_the_customer_is_and_what_comes_next():
    at, due = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
    on_the_way = Enrollment(1, "welcome", "Welcome", 2, "active", "pause", at, due, None, "")
    done = Enrollment(2, "welcome", "Welcome", 2, "completed", "done", at, None, due, "")

    first, second = visits([on_the_way, done])

    assert (first.node, first.at, first.due_at, first.look.tone) == ("pause", at, due, "accent")
    assert (second.at, second.due_at, second.look.tone) == (due, None, "good")


def test_a_customer_before_the_first_node_is_at_the_entry():
    at = datetime(2026, 3, 1, tzinfo=UTC)

    (visit,) = visits([Enrollment(1, "welcome", "Welcome", 1, "active", None, at, at, None, "")])

    assert visit.node == "entry"
