"""Issue an API key; it is shown this once, and only its hash is kept."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from tenure.kernel.errors import BadInput
from tenure.platform.ids import public_id
from tenure.platform.models import ApiKeyRow, WorkspaceRow
from tenure.platform.rules.keys import ApiKey, KeyKind, key_digest, key_prefix
from tenure.platform.rules.scopes import granted, refuse_more
from tenure.platform.services.audit import audit

MAX_NAME: Final = 60
# Sources of events that are not a key's.
_OURS: Final = frozenset({"tenure", "import"})


@dataclass(frozen=True, slots=True)
class WantedKey:
    """The key somebody asks for; scopes of None are all that its kind may have."""

    kind: KeyKind
    name: str
    scopes: tuple[str, ...] | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key, and the secret that is shown this once."""

    key: ApiKey
    secret: str


def issue_api_key(workspace_id: int, wanted: WantedKey, *, held: Iterable[str], actor: str, now: datetime) -> IssuedKey:
    """Return a new key with no more scopes than the giver holds. Its name is the `source` of its events."""
    scopes = granted(wanted.kind, wanted.scopes)
    refuse_more(scopes, held=held)
    _check(wanted, now)
    with transaction.atomic():
        workspace = WorkspaceRow.objects.get(pk=workspace_id)
        issued = new_api_key(workspace, wanted, scopes=scopes, now=now)
        audit(workspace_id, actor=actor, act="key.issued", subject=f"key:{issued.key.id}", fields=_told(wanted))
    return issued


def new_api_key(
    workspace: WorkspaceRow,
    wanted: WantedKey,
    *,
    scopes: tuple[str, ...],
    now: datetime,
    replaces: ApiKeyRow | None = None,
) -> IssuedKey:
    """Return a new key of a workspace, in the caller's transaction; the caller has checked what was asked for."""
    prefix = key_prefix(wanted.kind, workspace_kind=workspace.to_value().kind)
    secret = prefix + secrets.token_urlsafe(24)
    row = ApiKeyRow.objects.create(
        workspace=workspace,
        public_id=public_id("key"),
        kind=wanted.kind,
        name=wanted.name.strip(),
        digest=key_digest(secret),
        hint=f"{prefix}…{secret[-4:]}",
        scopes=" ".join(scopes),
        replaces=replaces,
        created_at=now,
        expires_at=wanted.expires_at,
    )
    return IssuedKey(row.to_value(), secret)


def _check(wanted: WantedKey, now: datetime) -> None:
    name = wanted.name.strip()
    if not name:
        raise BadInput("The key needs a name; it becomes the source of its events.", field="name")
    if len(name) > MAX_NAME:
        raise BadInput(f"The name has {len(name)} characters; {MAX_NAME} is the most.", field="name")
    if name in _OURS:
        raise BadInput(f"{name!r} is the source of Tenure's own events; choose another name.", field="name")
    if wanted.expires_at is not None and wanted.expires_at <= now:
        raise BadInput("The key would be dead at once; give an instant in the future.", field="expires_at")


def _told(wanted: WantedKey) -> tuple[str, ...]:
    return ("kind", "name", "scopes", *(("expires_at",) if wanted.expires_at else ()))
