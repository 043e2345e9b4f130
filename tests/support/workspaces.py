"""Make workspaces for tests."""

from datetime import UTC, datetime

from tenure.platform.models import WorkspaceRow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_workspace(name="Moveo", *, kind="test", deliver="catcher", shown=NOW, rate=0.0):
    """Return the row of a workspace; a test workspace's clock is frozen at `shown`."""
    return WorkspaceRow.objects.create(
        public_id=f"ws_{name}",
        name=name,
        kind=kind,
        deliver=deliver,
        created_at=NOW,
        clock_workspace_at=shown,
        clock_real_at=NOW,
        clock_rate=rate,
    )
