"""Show by API who did what."""

from datetime import datetime

from ninja import Query, Router, Schema
from pydantic import Field

from tenure.platform import queries
from tenure.platform.api.calls import ApiRequest, requires
from tenure.platform.rules.audit import Link

router = Router(tags=["audit"])


class AuditOut(Schema):
    """Who did what to what. `digest` is of this entry and the digest of the one before it."""

    number: int
    at: datetime = Field(description="In the world's time, also in a test workspace.")
    actor: str = Field(description="`user:<id>`, `key:<id>` or `system`.")
    act: str
    subject: str
    fields: list[str] = Field(description="Names of the fields it touched, never their values.")
    digest: str


class AuditLog(Schema):
    """Entries of the audit log, newest first."""

    items: list[AuditOut]
    next_cursor: str | None


class Filter(Schema):
    """Which entries are wanted: `cursor` is the `next_cursor` of the page before."""

    limit: int = Field(50, ge=1, le=500)
    cursor: int | None = Field(None, ge=0, lt=1 << 63)
    actor: str | None = None
    act: str | None = None
    subject: str | None = None


@router.get("/audit", response=AuditLog, auth=requires("audit.read"))
def read_audit(request: ApiRequest, wanted: Query[Filter]) -> AuditLog:
    """Return what people, keys and the house itself did, of one actor, act or subject when asked."""
    found = queries.audit_links(
        request.auth.workspace.id,
        limit=wanted.limit + 1,
        before=wanted.cursor,
        actor=wanted.actor,
        act=wanted.act,
        subject=wanted.subject,
    )
    items = found[: wanted.limit]
    more = str(items[-1].entry.number) if len(found) > wanted.limit else None
    return AuditLog(items=[_shown(link) for link in items], next_cursor=more)


def _shown(link: Link) -> AuditOut:
    entry = link.entry
    return AuditOut(
        number=entry.number,
        at=entry.at,
        actor=entry.actor,
        act=entry.act,
        subject=entry.subject,
        fields=list(entry.fields),
        digest=link.digest,
    )
