"""Recognise the callers of the management API."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tenure.kernel.errors import NotAllowed
from tenure.platform.models import ApiKeyRow
from tenure.platform.rules.keys import key_digest
from tenure.platform.rules.scopes import opens
from tenure.platform.rules.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class ApiCaller:
    """Who calls the management API, for which workspace, and what the key opens."""

    workspace: Workspace
    key_id: int
    public_id: str
    name: str
    scopes: tuple[str, ...]

    @property
    def actor(self) -> str:
        """Return the caller as the audit log names it."""
        return f"key:{self.public_id}"

    def demand(self, permission: str) -> None:
        """Raise NotAllowed when the key lacks a scope."""
        if not opens(self.scopes, permission):
            message = f"This key lacks the scope `{permission}`; bring a key that has it, or make one under Keys."
            raise NotAllowed(message, field="scope")


def caller(key: str, *, now: datetime) -> ApiCaller | None:
    """Return the caller of a live secret key, or None."""
    live = ApiKeyRow.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, kind="secret")
    row = live.filter(digest=key_digest(key)).select_related("workspace").first()
    if row is None:
        return None
    return ApiCaller(row.workspace.to_value(), row.pk, row.public_id, row.name, tuple(row.scopes.split()))


def tracking_workspace(key: str, *, now: datetime) -> Workspace | None:
    """Return the workspace that a live write key tracks for, or None: such a key is public."""
    live = ApiKeyRow.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, kind="write")
    row = live.filter(digest=key_digest(key)).select_related("workspace").first()
    return None if row is None else row.workspace.to_value()
