import pytest

from tenure.journeys.models import EnrollmentRow
from tenure.journeys.services.release_enrollment import release_enrollment
from tenure.journeys.verify import verify
from tenure.kernel.errors import Conflict, NotFound
from tests.journeys.scenes import opened, turn
from tests.signals.streams import NOW, flush, signed_up
from tests.support.workspaces import make_workspace


@pytest.mark.db
def test_a_run_that_was_stuck_tries_again(database):
    workspace = make_workspace()
    opened(workspace)
    flush(workspace, signed_up(1))
    turn(workspace)
    row = EnrollmentRow.objects.get()
    EnrollmentRow.objects.update(node="lost", due_at=NOW)
    turn(workspace)
    assert EnrollmentRow.objects.get().state == "quarantined"
    EnrollmentRow.objects.update(node="pause")

    release_enrollment(workspace.pk, "welcome", row.pk, actor="user:1", now=NOW)

    released = EnrollmentRow.objects.get()
    assert (released.state, released.due_at, released.reason) == ("active", NOW, "")
    assert turn(workspace) == 1
    assert EnrollmentRow.objects.get().state == "completed"


def test_only_who_is_stuck_can_be_released(state):
    workspace = make_workspace()
    opened(workspace)
    flush(workspace, signed_up(1))
    turn(workspace)
    number = EnrollmentRow.objects.get().pk

    with pytest.raises(Conflict):
        release_enrollment(workspace.pk, "welcome", number, actor="user:1", now=NOW)
    for key, run in (("other", number), ("welcome", number + 1)):
        with pytest.raises(NotFound):
            release_enrollment(workspace.pk, key, run, actor="user:1", now=NOW)
    assert verify(workspace.to_value()) == []
