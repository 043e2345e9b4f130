"""Show by API what could not enter the stream."""

from datetime import datetime

from ninja import Query, Router, Schema
from pydantic import Field

from tenure.events import queries
from tenure.platform.api import ApiRequest

router = Router(tags=["events"])


class DeadLetter(Schema):
    """A refused event: where it was in its request, what was wrong, and what was sent, masked."""

    id: int
    received_at: datetime
    source: str
    index: int
    code: str
    field: str | None
    message: str
    payload: str


class DeadLetters(Schema):
    """Dead letters, newest first."""

    items: list[DeadLetter]
    next_cursor: str | None


class Page(Schema):
    """Which part of a list is wanted: `cursor` is the `next_cursor` of the page before."""

    limit: int = Field(50, ge=1, le=500)
    cursor: int | None = Field(None, ge=0, lt=1 << 63)


@router.get("/events/dead-letters", response=DeadLetters)
def read_dead_letters(request: ApiRequest, page: Query[Page]) -> DeadLetters:
    """Return what was refused by itself in an accepted request."""
    letters = queries.dead_letters(request.auth.workspace.id, limit=page.limit + 1, before=page.cursor)
    items = letters[: page.limit]
    more = str(items[-1].id) if len(letters) > page.limit else None
    return DeadLetters(items=[DeadLetter.from_orm(letter) for letter in items], next_cursor=more)
