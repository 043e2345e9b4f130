"""Issue, rotate and revoke API keys by API."""

from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from tenure.platform import queries
from tenure.platform.api.calls import ApiRequest, requires
from tenure.platform.api.strict import Strict
from tenure.platform.queries import real_now
from tenure.platform.rules.keys import ApiKey, KeyKind, KeyState
from tenure.platform.services.issue_api_key import IssuedKey, WantedKey, issue_api_key
from tenure.platform.services.revoke_api_key import revoke_api_key
from tenure.platform.services.rotate_api_key import OVERLAP, rotate_api_key

router = Router(tags=["keys"])


class KeyIn(Strict):
    """The key that is wanted."""

    kind: KeyKind = Field("secret", description="`write` keys are safe in a browser and only track.")
    name: str = Field(max_length=60, description="Becomes the `source` of events that come with the key.")
    scopes: list[str] | None = Field(None, description="What the key opens; all that its kind may when absent.")
    expires_at: AwareDatetime | None = Field(None, description="From when on it opens nothing; never when absent.")


class RotateIn(Strict):
    """How long the old key goes on beside the new one."""

    overlap_seconds: int = Field(default=int(OVERLAP.total_seconds()), ge=0, le=30 * 86_400)


class KeyOut(Schema):
    """What is known of a key: all but the key itself."""

    id: str
    kind: KeyKind
    name: str
    hint: str = Field(description="How the key starts and ends.")
    scopes: list[str] = Field(description="What it opens; `*` is everything.")
    state: KeyState
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    replaces: str | None = Field(description="The key that it took over from.")


class IssuedOut(KeyOut):
    """A new key. `key` is shown this once: only its hash is kept."""

    key: str


class Keys(Schema):
    """Keys, newest first, dead ones too."""

    items: list[KeyOut]
    next_cursor: str | None


class Page(Schema):
    """Which part of a list is wanted: `cursor` is the `next_cursor` of the page before."""

    limit: int = Field(50, ge=1, le=500)
    cursor: str | None = None


@router.get("/keys", response=Keys, auth=requires("keys.read"))
def read_keys(request: ApiRequest, page: Query[Page]) -> Keys:
    """Return the keys of the workspace, without their secrets."""
    found = queries.api_keys(request.auth.workspace.id, limit=page.limit + 1, before=page.cursor)
    items, now = found[: page.limit], real_now()
    more = items[-1].id if len(found) > page.limit else None
    return Keys(items=[KeyOut.model_validate(_shown(key, now)) for key in items], next_cursor=more)


@router.post("/keys", response={201: IssuedOut}, auth=requires("keys.write"))
def issue_key(request: ApiRequest, response: HttpResponse, payload: KeyIn) -> Status[IssuedOut]:
    """Issue a key with no more scopes than the caller's own; its secret is in this answer and nowhere else."""
    auth = request.auth
    scopes = None if payload.scopes is None else tuple(payload.scopes)
    expires_at = payload.expires_at.astimezone(UTC) if payload.expires_at else None
    wanted = WantedKey(payload.kind, payload.name, scopes, expires_at)
    now = real_now()
    issued = issue_api_key(auth.workspace.id, wanted, held=auth.scopes, actor=auth.actor, now=now)
    return _answer(response, issued, now)


@router.post("/keys/{key}/rotate", response={201: IssuedOut}, auth=requires("keys.write"))
def rotate_key(
    request: ApiRequest, response: HttpResponse, key: str, payload: RotateIn | None = None
) -> Status[IssuedOut]:
    """Put a new key in the place of one that goes on for a day, or for as long as asked."""
    auth, now = request.auth, real_now()
    overlap = timedelta(seconds=(payload or RotateIn()).overlap_seconds)
    issued = rotate_api_key(auth.workspace.id, key, overlap=overlap, held=auth.scopes, actor=auth.actor, now=now)
    return _answer(response, issued, now)


@router.delete("/keys/{key}", response=KeyOut, auth=requires("keys.write"))
def revoke_key(request: ApiRequest, key: str) -> KeyOut:
    """Revoke a key: within a second it opens nothing."""
    now = real_now()
    revoked = revoke_api_key(request.auth.workspace.id, key, actor=request.auth.actor, now=now)
    return KeyOut.model_validate(_shown(revoked, now))


def _answer(response: HttpResponse, issued: IssuedKey, now: datetime) -> Status[IssuedOut]:
    # Whoever keeps answers on the way, keeps no secrets.
    response["Cache-Control"] = "no-store"
    return Status(201, IssuedOut.model_validate(_shown(issued.key, now) | {"key": issued.secret}))


def _shown(key: ApiKey, now: datetime) -> dict[str, object]:
    return {
        "id": key.id,
        "kind": key.kind,
        "name": key.name,
        "hint": key.hint,
        "scopes": list(key.scopes),
        "state": key.state(now),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "replaces": key.replaces,
    }
