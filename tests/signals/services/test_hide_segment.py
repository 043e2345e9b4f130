"""A segment that another room keeps for itself works as any, and people do not see it."""

import pytest

from tenure.kernel.errors import BadInput
from tenure.platform.models import RecordedEventRow
from tenure.platform.queries import cursor
from tenure.signals import queries
from tenure.signals.services.hide_segment import hide_segment
from tests.journeys.scenes import turn
from tests.signals.streams import NOW, event, flush
from tests.support.workspaces import make_workspace


@pytest.fixture
def workspace(state):
    return make_workspace()


def test_it_tells_who_comes_in_and_is_not_shown(workspace):
    flush(workspace, [event("i1", kind="identify", customer=1, title="a")])
    turn(workspace)
    hide_segment(workspace.pk, "journey.j", "title = 'b'", now=NOW)
    turn(workspace)
    flush(workspace, [event("i2", kind="identify", customer=1, title="b")])
    turn(workspace)

    assert [row.name for row in RecordedEventRow.objects.all()] == ["segment_entered"]
    assert queries.segments_shown(workspace.pk) == []
    assert queries.segments_of(workspace.pk, [1]) == {1: []}
    assert queries.segment_counts(workspace.pk) == {}
    assert queries.members(workspace.pk, "journey.j", limit=9) == [1]


def test_the_same_predicate_again_changes_nothing(workspace):
    hide_segment(workspace.pk, "journey.j", "title = 'b'", now=NOW)
    before = cursor(workspace.pk, "definitions")
    hide_segment(workspace.pk, "journey.j", "title = 'b'", now=NOW)
    assert cursor(workspace.pk, "definitions") == before
    hide_segment(workspace.pk, "journey.j", "title = 'c'", now=NOW)
    assert cursor(workspace.pk, "definitions") == before + 1


def test_a_predicate_that_names_what_nobody_knows_is_refused(workspace):
    with pytest.raises(BadInput):
        hide_segment(workspace.pk, "journey.j", "lost = 1", now=NOW)
    assert queries.segments_defined(workspace.pk) == []
