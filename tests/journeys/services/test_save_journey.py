"""Each definition is kept as a version of its own."""

import pytest

from tenure.journeys.models import JourneyRow, VersionRow
from tenure.journeys.queries import definition
from tests.journeys.scenes import activated, saved, spelled
from tests.signals.streams import NOW
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


def test_a_key_that_is_known_gets_the_next_version():
    workspace, other = make_workspace(), make_workspace("Other")

    assert [saved(workspace), saved(workspace, name="Hello"), saved(other)] == [1, 2, 1]
    assert list(VersionRow.objects.order_by("id").values_list("number", flat=True)) == [1, 2, 1]
    assert JourneyRow.objects.get(workspace=workspace).name == "Hello"


def test_what_customers_enter_changes_only_by_activation():
    workspace = make_workspace()
    saved(workspace)
    activated(workspace)
    saved(workspace, name="Hello")

    state, version = definition(workspace.pk, "welcome")

    assert (state, version.number, version.journey) == ("active", 1, spelled())
    assert JourneyRow.objects.get().activated_at == NOW
