"""Read what the platform knows."""

from datetime import UTC, datetime

from tenure.kernel.errors import NotFound
from tenure.platform.models import CursorRow, MembershipRow, WorkspaceRow
from tenure.platform.rules.workspaces import Workspace


def real_now() -> datetime:
    """Return the world's time. Only jobs, views, commands and process loops ask."""
    return datetime.now(UTC)


def workspaces() -> list[Workspace]:
    """Return every workspace of this installation, oldest first."""
    return [row.to_value() for row in WorkspaceRow.objects.order_by("id")]


def workspace(workspace_id: int) -> Workspace:
    """Return a workspace by its id."""
    return _one(WorkspaceRow.objects.filter(pk=workspace_id).first(), str(workspace_id))


def workspace_named(name: str) -> Workspace:
    """Return a workspace by its name."""
    return _one(WorkspaceRow.objects.filter(name=name).first(), name)


def aimed_clocks() -> list[tuple[Workspace, datetime]]:
    """Return the workspaces whose clock was asked to move, each with the instant it shall arrive at."""
    rows = WorkspaceRow.objects.filter(clock_target_at__isnull=False).order_by("id")
    return [(row.to_value(), row.clock_target_at) for row in rows if row.clock_target_at]


def memberships(user_id: int) -> list[tuple[Workspace, str]]:
    """Return the workspaces of a user with the role in each, oldest first."""
    rows = MembershipRow.objects.filter(user_id=user_id).select_related("workspace").order_by("workspace_id")
    return [(row.workspace.to_value(), row.role) for row in rows]


def cursor(workspace_id: int, name: str) -> int:
    """Return how far a reader has come; 0 before it began."""
    seq = CursorRow.objects.filter(workspace_id=workspace_id, name=name).values_list("seq", flat=True).first()
    return seq or 0


def cursors(workspace_id: int) -> dict[str, int]:
    """Return every reader's place in a workspace's stream."""
    return dict(CursorRow.objects.filter(workspace_id=workspace_id).values_list("name", "seq"))


def _one(row: WorkspaceRow | None, wanted: str) -> Workspace:
    if row is None:
        raise NotFound(f"There is no workspace {wanted!r} here.", field="workspace")
    return row.to_value()
