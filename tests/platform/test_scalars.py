from datetime import UTC, datetime

from tenure.platform import scalars
from tenure.platform.models import WorkspaceRow
from tests.support.workspaces import make_workspace

AT = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)
CLOCK = "SELECT clock_workspace_at FROM platform_workspace WHERE id = %s"


def test_a_number_is_what_is_found_first(database):
    assert scalars.number("SELECT 7 UNION ALL SELECT 8") == 7


def test_nothing_is_found_of_nobody(database):
    assert scalars.number("SELECT id FROM platform_workspace WHERE id = %s", [0]) is None
    assert scalars.number("SELECT MIN(id) FROM platform_workspace WHERE id = %s", [0]) is None
    assert scalars.instant(CLOCK, [0]) is None


def test_an_instant_is_read_as_it_was_written(database):
    workspace = make_workspace()

    WorkspaceRow.objects.filter(pk=workspace.pk).update(clock_workspace_at=AT)

    assert scalars.instant(CLOCK, [workspace.pk]) == AT
    assert scalars.instant(CLOCK.replace("clock_workspace_at", "MIN(clock_workspace_at)"), [workspace.pk]) == AT
