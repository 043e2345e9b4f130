import pytest

from tenure.journeys.models import EnrollmentRow, NodeCountRow, StepRow
from tenure.journeys.services.move_enrollments import Move, move_enrollments
from tenure.journeys.verify import verify
from tenure.kernel.errors import BadInput, NotFound
from tests.journeys.scenes import activated, opened, saved, turn
from tests.signals.streams import NOW, flush, signed_up
from tests.support.workspaces import make_workspace

OTHER = [{"id": "longer", "wait": {"days": 9}}, {"id": "hello", "send": {"channel": "email", "template": "welcome"}}]


def moved(workspace, to, nodes=None, version=None):
    return move_enrollments(workspace.pk, "welcome", Move(to, nodes or {}, version), actor="user:1", now=NOW)


@pytest.mark.db
def test_runs_go_on_by_another_version_at_the_node_that_was_said(database):
    workspace = make_workspace()
    opened(workspace)
    flush(workspace, signed_up(1, 2))
    turn(workspace)
    due = set(EnrollmentRow.objects.values_list("due_at", flat=True))
    saved(workspace, nodes=OTHER)

    assert moved(workspace, 2, {"pause": "longer"}) == 2

    assert set(EnrollmentRow.objects.values_list("version__number", "node", "due_at")) == {(2, "longer", *due)}
    assert verify(workspace.to_value()) == []
    (at,) = due
    assert turn(workspace, now=at) == 2
    assert set(EnrollmentRow.objects.values_list("state", "node")) == {("completed", "hello")}
    steps = StepRow.objects.filter(enrollment__customer_id=1).order_by("id").values_list("node", "visit")
    assert list(steps) == [("hello", 1), ("pause", 1), ("longer", 2), ("hello", 2)]
    assert verify(workspace.to_value()) == []


def test_who_stands_at_a_node_that_is_gone_is_not_moved_by_chance(state):
    workspace = make_workspace()
    opened(workspace)
    flush(workspace, signed_up(1))
    turn(workspace)
    before = list(NodeCountRow.objects.order_by("id").values())
    saved(workspace, nodes=OTHER)

    with pytest.raises(BadInput, match="1 at 'pause'") as caught:
        moved(workspace, 2)

    assert caught.value.field == "nodes"
    assert EnrollmentRow.objects.get().version.number == 1
    assert list(NodeCountRow.objects.order_by("id").values()) == before


def test_only_runs_of_one_version_are_moved_when_that_is_wanted(state):
    workspace = make_workspace()
    for customer in (1, 2):
        saved(workspace)
        activated(workspace)
        flush(workspace, signed_up(customer))
        turn(workspace)
    saved(workspace)

    assert moved(workspace, 3, version=1) == 1
    assert moved(workspace, 3) == 1
    assert moved(workspace, 3) == 0
    with pytest.raises(NotFound):
        moved(workspace, 9)
    assert verify(workspace.to_value()) == []
