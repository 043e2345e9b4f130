"""What is read of journeys."""

from datetime import timedelta

import pytest

from tenure.journeys import queries
from tenure.journeys.rules.views import GraphEdge, JourneySummary
from tenure.kernel.errors import NotFound
from tests.journeys.scenes import opened, saved, turn
from tests.signals.streams import NOW, flush, signed_up
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(database):
    row = make_workspace()
    opened(row)
    flush(row, signed_up(1, 2))
    turn(row)
    return row


def boxes(graph):
    return [
        (node.id, node.kind, str(node.label), node.detail, node.entered_count, node.here_count) for node in graph.nodes
    ]


def test_a_graph_begins_with_the_entry_and_counts_everyone(workspace):
    graph = queries.graph(workspace.pk, "welcome")

    assert boxes(graph) == [
        ("entry", "entry", "Entry", "signed_up", 2, 0),
        ("hello", "send", "Send", "welcome · email", 2, 0),
        ("pause", "wait", "Wait", "3 days", 2, 2),
        ("done", "end", "End", "", 0, 0),
    ]
    assert graph.edges == (GraphEdge("entry", "hello"), GraphEdge("hello", "pause"), GraphEdge("pause", "done"))
    assert (graph.key, graph.name, graph.state, graph.version, graph.entered_count) == (
        "welcome",
        "Welcome",
        "active",
        1,
        2,
    )


def test_a_newer_version_keeps_the_counts_of_the_nodes_it_shares(workspace):
    opened(workspace, nodes=[{"id": "pause", "wait": {"days": 1}}])

    assert [(box[0], box[4], box[5]) for box in boxes(queries.graph(workspace.pk, "welcome"))] == [
        ("entry", 2, 0),
        ("pause", 2, 2),
    ]


def test_a_list_of_journeys_says_how_each_goes(workspace):
    saved(workspace, key="second", name="Second")
    turn(workspace, now=NOW + timedelta(days=3))

    assert queries.journeys(workspace.pk) == [
        JourneySummary("second", "Second", "draft", 1, entered=0, active=0, completed=0),
        JourneySummary("welcome", "Welcome", "active", 1, entered=2, active=0, completed=2),
    ]
    assert queries.journeys(make_workspace("Other").pk) == []


def test_the_next_due_time_is_the_earliest(workspace):
    assert queries.next_due_at(workspace.pk) == NOW + timedelta(days=3)
    assert queries.next_due_at(make_workspace("Other").pk) is None


def test_an_unknown_journey_is_not_found(workspace):
    with pytest.raises(NotFound):
        queries.graph(workspace.pk, "other")
