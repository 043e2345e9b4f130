import pytest

from tenure.journeys.models import EnrollmentRow
from tenure.journeys.services.enroll_customer import enroll_customer
from tenure.kernel.errors import BadInput, Conflict
from tenure.platform.models import RecordedEventRow
from tests.journeys.scenes import activated, opened, recorded_events, saved, turn
from tests.signals.streams import NOW, event, flush
from tests.support.workspaces import make_workspace


@pytest.fixture
def workspace(state):
    return make_workspace()


def asked(workspace, key=None, **data):
    enroll_customer(workspace.pk, "welcome", 1, key=key, data=data, now=NOW)


def entered(workspace):
    flush(workspace, recorded_events(workspace))
    turn(workspace)
    return list(EnrollmentRow.objects.order_by("id").values_list("entry_key", "entry"))


@pytest.mark.db
def test_the_same_key_enters_once_and_brings_its_properties(database):
    workspace = make_workspace()
    opened(workspace, entry={"api": True}, exit=[{"event": "left", "where": "order = entry.order"}])
    asked(workspace, "a", order="o1")
    asked(workspace, "a", order="o2")

    assert entered(workspace) == [("", '{"order":"o1"}')]
    flush(workspace, [event("l", "left", order="o1")])
    turn(workspace)
    assert EnrollmentRow.objects.get().reason == "event:left"


def test_who_may_enter_again_is_let_in_by_each_call_without_a_key(workspace):
    opened(workspace, entry={"api": True}, reentry="after_exit", nodes=[{"id": "done", "end": {}}])
    asked(workspace)

    assert len(entered(workspace)) == 1
    asked(workspace)
    assert len(entered(workspace)) == 2


def test_a_journey_that_is_entered_otherwise_or_closed_refuses(workspace):
    saved(workspace, entry={"api": True})
    with pytest.raises(Conflict, match="draft"):
        asked(workspace)
    activated(workspace)
    for key, data in (("", {}), ("x" * 81, {}), ("a\n", {}), ("a", {"long": "x" * 20_000})):
        with pytest.raises(BadInput):
            asked(workspace, key, **data)
    opened(workspace)
    with pytest.raises(BadInput, match="not enter"):
        asked(workspace, "a")
    assert RecordedEventRow.objects.count() == 0
