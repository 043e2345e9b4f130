"""What is read of journeys."""

from datetime import timedelta

import pytest

from tenure.journeys import queries
from tenure.journeys.models import EnrollmentRow
from tenure.journeys.rules.views import Arrival, GraphEdge, JourneySummary
from tenure.kernel.errors import NotFound
from tests.journeys.scenes import activated, opened, saved, turn
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


CIRCLE = [
    {"id": "hello", "send": {"channel": "email", "template": "welcome"}},
    {"id": "pause", "wait": {"days": 3}, "next": "hello"},
]


def all_pages(read, workspace, key="welcome", *, limit=2, **which):
    """Return every arrival, read page by page."""
    found = []
    before = None
    while page := read(workspace.pk, key, limit=limit, before=before, **which):
        found += page
        before = (page[-1].enrollment_id, page[-1].visit)
    return found


def listed(workspace, key="welcome"):
    """Return, for each node of a journey, how many are listed as entered and as there."""
    return {
        node.id: (
            len(set(all_pages(queries.entrants, workspace, key, node=node.id))),
            len(set(all_pages(queries.standing, workspace, key, node=node.id))),
        )
        for node in queries.graph(workspace.pk, key).nodes
    }


def counted(workspace, key="welcome"):
    return {node.id: (node.entered_count, node.here_count) for node in queries.graph(workspace.pk, key).nodes}


def test_each_count_of_a_node_is_the_number_of_those_listed(workspace):
    flush(workspace, signed_up(3, 4, 5))
    turn(workspace, now=NOW + timedelta(days=3))

    assert (
        listed(workspace) == counted(workspace) == {"entry": (5, 0), "hello": (5, 0), "pause": (5, 3), "done": (2, 0)}
    )
    assert len(all_pages(queries.standing, workspace)) == 3
    assert queries.graph(workspace.pk, "welcome").here_count == 3


def test_an_arrival_says_since_when_and_until_when(workspace):
    first, second = EnrollmentRow.objects.order_by("id")
    later = NOW + timedelta(days=3)

    assert queries.standing(workspace.pk, "welcome", node="pause", limit=9) == [
        Arrival(second.pk, 1, second.customer_id, "active", NOW, later),
        Arrival(first.pk, 1, first.customer_id, "active", NOW, later),
    ]
    turn(workspace, now=later)
    assert queries.entrants(workspace.pk, "welcome", node="done", limit=1) == [
        Arrival(second.pk, 1, second.customer_id, "completed", later, None)
    ]
    assert queries.entrants(workspace.pk, "welcome", limit=9, before=(second.pk, 1)) == [
        Arrival(first.pk, 1, first.customer_id, "completed", NOW, None)
    ]


def test_who_goes_round_a_circle_arrives_each_time_and_is_there_once(database):
    workspace = make_workspace()
    opened(workspace, nodes=CIRCLE)
    flush(workspace, signed_up(1, 2))
    for day in (0, 3, 6):
        turn(workspace, now=NOW + timedelta(days=day))

    assert listed(workspace) == counted(workspace) == {"entry": (2, 0), "hello": (6, 0), "pause": (6, 2)}
    assert [each.visit for each in all_pages(queries.entrants, workspace, node="hello")] == [3, 2, 1, 3, 2, 1]
    assert {each.arrived_at for each in queries.standing(workspace.pk, "welcome", limit=9)} == {NOW + timedelta(days=6)}


def test_who_waits_before_the_first_node_is_at_the_entry_and_has_not_entered(database):
    workspace = make_workspace()
    saved(workspace)
    flush(workspace, signed_up(1, 2, 3))
    activated(workspace, include_existing=True, rate_per_hour=60)
    turn(workspace)

    assert (
        listed(workspace) == counted(workspace) == {"entry": (1, 2), "hello": (1, 0), "pause": (1, 1), "done": (0, 0)}
    )
    assert {each.arrived_at for each in queries.standing(workspace.pk, "welcome", node="entry", limit=9)} == {NOW}


def test_who_is_stuck_entered_and_is_nowhere_now(workspace):
    EnrollmentRow.objects.filter(customer_id=1).update(state="quarantined", due_at=None, reason="broke")

    assert listed(workspace)["pause"] == (2, 1)
    assert listed(workspace)["entry"] == (2, 0)


def test_people_are_listed_for_their_workspace_and_journey_alone(workspace):
    other = make_workspace("Other")
    opened(other)
    opened(workspace, key="second", name="Second")

    for read in (queries.entrants, queries.standing):
        for node in ("entry", "hello", "pause", "done"):
            assert read(other.pk, "welcome", node=node, limit=9) == []
            assert read(workspace.pk, "second", node=node, limit=9) == []


def test_a_node_that_only_an_older_version_has_keeps_its_name_and_its_people(workspace):
    opened(workspace, nodes=[{"id": "rest", "wait": {"days": 1}}])

    assert str(queries.node_label(workspace.pk, "welcome", "pause")) == "Wait"
    assert len(queries.standing(workspace.pk, "welcome", node="pause", limit=9)) == 2
    assert queries.graph(workspace.pk, "welcome").here_count == 2


def test_a_node_that_no_version_has_is_not_found(workspace):
    assert str(queries.node_label(workspace.pk, "welcome", "entry")) == "Entry"
    for node in ("other", ""):
        with pytest.raises(NotFound):
            queries.node_label(workspace.pk, "welcome", node)
    with pytest.raises(NotFound):
        queries.node_label(make_workspace("Other").pk, "welcome", "pause")
