"""Make workspaces for tests."""

from datetime import UTC, datetime

from tenure.platform.models import WorkspaceRow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_workspace(name="Moveo", *, kind="test", deliver=None, shown=NOW, rate=None):
    """Return the row of a workspace; a test workspace's clock is frozen at `shown`."""
    is_test = kind == "test"
    return WorkspaceRow.objects.create(
        public_id=f"ws_{name}",
        name=name,
        kind=kind,
        deliver=deliver or ("catcher" if is_test else "smtp"),
        created_at=NOW,
        clock_workspace_at=shown if is_test else NOW,
        clock_real_at=NOW,
        clock_rate=rate if rate is not None else float(not is_test),
    )
