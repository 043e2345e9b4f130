"""Create a workspace with its owner and its first two keys."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tenure.kernel.errors import BadInput, Conflict
from tenure.platform.ids import public_id
from tenure.platform.models import MembershipRow, User, WorkspaceRow
from tenure.platform.rules.keys import KeyKind
from tenure.platform.rules.scopes import granted
from tenure.platform.rules.workspaces import Delivery, Kind, Workspace
from tenure.platform.services.issue_api_key import WantedKey, new_api_key

MIN_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """A workspace and its keys, which are shown this once."""

    workspace: Workspace
    write_key: str
    api_key: str


def create_workspace(
    name: str, *, kind: Kind, deliver: Delivery, email: str, password: str, starts_at: datetime, now: datetime
) -> NewWorkspace:
    """Create a workspace; a test workspace starts with its clock frozen at `starts_at`."""
    _check(name=name, email=email, password=password)
    with transaction.atomic():
        if WorkspaceRow.objects.filter(name=name).exists():
            raise Conflict(f"A workspace named {name!r} exists here; choose another name.", field="workspace")
        row = WorkspaceRow.objects.create(
            public_id=public_id("ws"),
            name=name,
            kind=kind,
            deliver=deliver,
            created_at=now,
            clock_workspace_at=starts_at if kind == "test" else now,
            clock_real_at=now,
            clock_rate=0.0 if kind == "test" else 1.0,
        )
        user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email, password)
        MembershipRow.objects.create(workspace=row, user=user, role="owner")
        write_key = issue_key(row, kind="write", name="website", now=now)
        api_key = issue_key(row, kind="secret", name="server", now=now)
    return NewWorkspace(row.to_value(), write_key, api_key)


def issue_key(workspace: WorkspaceRow, *, kind: KeyKind, name: str, now: datetime) -> str:
    """Return a key that opens all that its kind may; nobody acts yet of whom the audit log could tell."""
    return new_api_key(workspace, WantedKey(kind, name), scopes=granted(kind, None), now=now).secret


def _check(*, name: str, email: str, password: str) -> None:
    if not name.strip():
        raise BadInput("The workspace needs a name.", field="workspace")
    if "@" not in email:
        raise BadInput(f"{email!r} is not an email address; the owner signs in with it.", field="email")
    if len(password) < MIN_PASSWORD:
        raise BadInput(f"The password needs at least {MIN_PASSWORD} characters.", field="password")
