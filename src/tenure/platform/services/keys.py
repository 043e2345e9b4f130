"""Recognise the callers of the management API."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tenure.platform.models import ApiKeyRow
from tenure.platform.rules.keys import key_digest
from tenure.platform.rules.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class ApiCaller:
    """Who calls the management API, and for which workspace."""

    workspace: Workspace
    key_id: int
    name: str


def caller(key: str, *, now: datetime) -> ApiCaller | None:
    """Return the caller of a live secret key, or None."""
    live = ApiKeyRow.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, kind="secret")
    row = live.filter(digest=key_digest(key)).select_related("workspace").first()
    return ApiCaller(row.workspace.to_value(), row.pk, row.name) if row else None
