"""Make workspaces without their owner and keys."""

from datetime import UTC, datetime

from tenure.platform.ids import public_id
from tenure.platform.models import WorkspaceRow

ANCHOR = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_workspace(name: str = "Moveo", *, kind: str = "test", shown: datetime = ANCHOR) -> WorkspaceRow:
    """Return a new workspace; the clock of a test workspace is frozen at `shown`."""
    return WorkspaceRow.objects.create(
        public_id=public_id("ws"),
        name=name,
        kind=kind,
        deliver="catcher" if kind == "test" else "smtp",
        created_at=ANCHOR,
        clock_workspace_at=shown if kind == "test" else ANCHOR,
        clock_real_at=ANCHOR,
        clock_rate=0.0 if kind == "test" else 1.0,
    )
