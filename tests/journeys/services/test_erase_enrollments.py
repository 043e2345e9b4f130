from datetime import timedelta

import pytest

from tenure.journeys.erase import erase
from tenure.journeys.models import EnrollmentRow, NodeCountRow, StepRow
from tenure.journeys.reads import count_differences
from tests.journeys.scenes import opened, turn
from tests.signals.streams import NOW, flush, signed_up
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


def test_ways_are_removed_and_counted_no_longer(state):
    workspace = make_workspace()
    opened(workspace)
    flush(workspace, signed_up(1, 2, 3))
    turn(workspace)
    flush(workspace, signed_up(4))
    turn(workspace, now=NOW + timedelta(days=3))

    assert erase(workspace.pk, [1, 4], now=NOW) == {"enrollments": 2, "steps": 5}

    assert sorted(EnrollmentRow.objects.values_list("customer_id", flat=True)) == [2, 3]
    assert StepRow.objects.count() == 6
    assert count_differences(workspace.pk).is_empty()
    assert NodeCountRow.objects.get(node="").entered_count == 2
    assert erase(workspace.pk, [1, 4], now=NOW) == {"enrollments": 0, "steps": 0}


def test_customers_of_other_workspaces_go_on(state):
    workspace, other = make_workspace("acme"), make_workspace("other")
    opened(workspace)
    flush(workspace, signed_up(1))
    turn(workspace)

    assert erase(other.pk, [1], now=NOW) == {"enrollments": 0, "steps": 0}
    assert EnrollmentRow.objects.count() == 1
