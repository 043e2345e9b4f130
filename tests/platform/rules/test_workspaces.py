from dataclasses import replace
from datetime import UTC, datetime

from tenure.kernel.clock import WorkspaceClock
from tenure.platform.rules.workspaces import Workspace

NOW = datetime(2026, 3, 1, tzinfo=UTC)
MOVEO = Workspace(1, "ws_1", "Moveo", "test", "catcher", "Europe/Warsaw", WorkspaceClock(NOW, NOW, 0.0))


def test_only_a_test_workspace_is_one():
    assert MOVEO.is_test
    assert not replace(MOVEO, kind="live").is_test
