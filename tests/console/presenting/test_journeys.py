from datetime import UTC, datetime

import pytest
from django.utils import translation

from tenure.console.presenting.journeys import arrival_lines, journey_card, people_heading, visits
from tenure.console.rules.people import person
from tenure.journeys.rules.views import Arrival, Enrollment, Graph, GraphEdge, GraphNode

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
    here_count=6,
)


def test_a_journey_is_a_drawing_and_a_table_of_the_same_steps():
    card = journey_card(GRAPH, chosen="hello")

    assert (card.key, card.version, card.entered_count, card.here_count) == ("welcome", 2, 5, 6)
    assert [item.node.id for item in card.drawing.nodes] == [step.id for step in card.steps]
    assert [item.node.is_current for item in card.drawing.nodes] == [False, True, False]
    assert len(card.drawing.wires) == 2


def test_each_count_leads_to_its_people_from_the_table_and_from_the_drawing():
    card = journey_card(GRAPH)

    assert (card.url, card.here_url) == ("/journeys/welcome", "/journeys/welcome?here=1")
    assert [(step.url, step.here_url) for step in card.steps][1] == (
        "/journeys/welcome?node=hello",
        "/journeys/welcome?node=hello&here=1",
    )
    assert [(item.node.url, item.node.here_url) for item in card.drawing.nodes] == [
        (step.url, step.here_url) for step in card.steps
    ]


@pytest.mark.parametrize(
    ("node", "is_here", "heading"),
    [
        (None, False, "Who entered"),
        (None, True, "Who is in the journey now"),
        ("Wait", False, "Who entered “Wait”"),
        ("Wait", True, "Who is at “Wait” now"),
    ],
)
def test_a_heading_says_who_is_listed(node, is_here, heading):
    with translation.override("en"):
        assert people_heading(node, is_here=is_here) == heading


def test_an_arrival_of_a_stranger_is_still_a_line():
    at, due = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
    ada = person("cus_1", user_id="ada", traits={})

    first, second = arrival_lines(
        [Arrival(8, 2, 1, "active", at, due), Arrival(7, 1, 2, "quarantined", at, None)], {1: ada}
    )

    assert (first.key, first.who, first.at, first.due_at) == ("8-2", ada, at, due)
    assert (second.key, second.who, second.due_at, second.look.tone) == ("7-1", None, None, "bad")


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
