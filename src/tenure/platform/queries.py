"""Read what the platform knows."""

from collections.abc import Iterable
from datetime import UTC, datetime

from tenure.kernel.errors import NotFound
from tenure.platform import scalars
from tenure.platform.models import (
    ApiKeyRow,
    AuditRow,
    CursorRow,
    EffectRow,
    MembershipRow,
    SendingPauseRow,
    User,
    WorkspaceRow,
)
from tenure.platform.rules.audit import Link
from tenure.platform.rules.keys import ApiKey
from tenure.platform.rules.pauses import SendingPause
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


def member_id(workspace_id: int, email: str) -> int | None:
    """Return the id of the user of a workspace with an email address; None when it has none such."""
    rows = MembershipRow.objects.filter(workspace_id=workspace_id, user__email=email.lower())
    return rows.values_list("user_id", flat=True).first()


def member_emails(workspace_id: int) -> list[str]:
    """Return the email addresses of the users of a workspace, in the order of the alphabet."""
    rows = MembershipRow.objects.filter(workspace_id=workspace_id).order_by("user__email")
    return list(rows.values_list("user__email", flat=True))


def browser_sources(workspace_id: int) -> list[str]:
    """Return the sources of events that come with public keys, revoked ones included, sorted."""
    keys = ApiKeyRow.objects.filter(workspace_id=workspace_id, kind="write")
    return sorted(set(keys.values_list("name", flat=True)))


def cursor(workspace_id: int, name: str) -> int:
    """Return how far a reader has come; 0 before it began."""
    # Many ask at each turn of the worker.
    sql = "SELECT seq FROM platform_cursor WHERE workspace_id = %s AND name = %s"
    return scalars.number(sql, [workspace_id, name]) or 0


def cursors(workspace_id: int) -> dict[str, int]:
    """Return every reader's place in a workspace's stream."""
    return dict(CursorRow.objects.filter(workspace_id=workspace_id).values_list("name", "seq"))


def api_keys(workspace_id: int, *, limit: int, before: str | None = None) -> list[ApiKey]:
    """Return the newest keys, newest first, dead ones too; `before` is the id of the last one seen."""
    rows = ApiKeyRow.objects.filter(workspace_id=workspace_id).select_related("replaces").order_by("-id")
    if before is not None:
        seen = rows.filter(public_id=before).first()
        if seen is None:
            raise missing_key(before)
        rows = rows.filter(pk__lt=seen.pk)
    return [row.to_value() for row in rows[:limit]]


def key_names(workspace_id: int) -> dict[str, str]:
    """Return the name of every key of a workspace by its id."""
    return dict(ApiKeyRow.objects.filter(workspace_id=workspace_id).values_list("public_id", "name"))


def missing_key(key_id: str) -> NotFound:
    """Return the fact that a workspace has no such key."""
    return NotFound(f"There is no key {key_id!r} here.", field="key")


def audit_links(
    workspace_id: int,
    *,
    limit: int,
    before: int | None = None,
    actor: str | None = None,
    act: str | None = None,
    subject: str | None = None,
) -> list[Link]:
    """Return the newest entries of the audit log, newest first; `before` is the number of the last one seen."""
    rows = AuditRow.objects.filter(workspace_id=workspace_id).order_by("-number")
    wanted = {"number__lt": before, "actor": actor, "act": act, "subject": subject}
    found = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return [row.to_link() for row in found[:limit]]


def audit_acts(workspace_id: int) -> list[str]:
    """Return every act that the audit log of a workspace knows, by name."""
    acts = AuditRow.objects.filter(workspace_id=workspace_id).values_list("act", flat=True)
    return sorted(acts.distinct())


def user_emails(user_ids: Iterable[int]) -> dict[int, str]:
    """Return the addresses of some users."""
    return dict(User.objects.filter(pk__in=list(user_ids)).values_list("pk", "email"))


def waiting_runs(workspace_id: int) -> list[str]:
    """Return the runs that asked for something that nobody did yet."""
    waiting = EffectRow.objects.filter(workspace_id=workspace_id, done_at=None).exclude(run="")
    return list(waiting.values_list("run", flat=True).distinct())


def sending_pause() -> SendingPause | None:
    """Return the pause in which nothing is sent from this installation, or None."""
    row = SendingPauseRow.objects.first()
    return SendingPause(row.since, row.reason) if row else None


def _one(row: WorkspaceRow | None, wanted: str) -> Workspace:
    if row is None:
        raise NotFound(f"There is no workspace {wanted!r} here.", field="workspace")
    return row.to_value()
