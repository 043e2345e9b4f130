"""Only what is active can be paused."""

import pytest

from tenure.journeys.models import JourneyRow
from tenure.journeys.services.pause_journey import pause_journey
from tenure.kernel.errors import Conflict, NotFound
from tenure.platform.queries import audit_links
from tests.journeys.scenes import opened, saved
from tests.signals.streams import NOW
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.usefixtures("state")


def test_an_active_journey_is_paused():
    workspace = make_workspace()
    opened(workspace)

    pause_journey(workspace.pk, "welcome", actor="user:1", now=NOW)

    assert JourneyRow.objects.get().state == "paused"
    said = [(link.entry.act, link.entry.actor, link.entry.subject) for link in audit_links(workspace.pk, limit=5)]
    assert said == [
        (act, "user:1", "journey:welcome") for act in ("journey.paused", "journey.activated", "journey.saved")
    ]


def test_a_draft_is_not_active_and_another_workspace_has_none_such():
    workspace = make_workspace()
    saved(workspace)

    with pytest.raises(Conflict, match="not active"):
        pause_journey(workspace.pk, "welcome", actor="user:1", now=NOW)
    with pytest.raises(NotFound):
        pause_journey(make_workspace("Other").pk, "welcome", actor="user:1", now=NOW)
    assert JourneyRow.objects.get().state == "draft"
    assert [link.entry.act for link in audit_links(workspace.pk, limit=5)] == ["journey.saved"]
