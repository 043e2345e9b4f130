"""Show by API what could not enter the stream, and let it be sent again."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Path, Query, Router, Schema
from pydantic import Field

from tenure.events import queries, uploads
from tenure.events.services.replay_dead_letter import replay_dead_letter
from tenure.kernel.json import JsonObject
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["events"])
router.add_router("", uploads.router)
LetterId = Annotated[int, Path(ge=0, lt=1 << 63)]


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
    """Which part of a list is wanted: `cursor` is the `next_cursor` of the page before, `code` a reason."""

    limit: int = Field(50, ge=1, le=500)
    cursor: int | None = Field(None, ge=0, lt=1 << 63)
    code: str | None = Field(None, max_length=60)


class Replay(Strict):
    """What is sent in the place of what the letter holds, in the words of the tracking API."""

    event: dict[str, Any] | None = None


@router.get("/events/dead-letters", response=DeadLetters, auth=requires("events.read"))
def read_dead_letters(request: ApiRequest, page: Query[Page]) -> DeadLetters:
    """Return what was refused by itself in an accepted request, and not sent again since."""
    letters = queries.dead_letters(request.auth.workspace.id, limit=page.limit + 1, before=page.cursor, code=page.code)
    items = letters[: page.limit]
    more = str(items[-1].id) if len(letters) > page.limit else None
    return DeadLetters(items=[DeadLetter.from_orm(letter) for letter in items], next_cursor=more)


@router.get("/events/dead-letters/{letter_id}", response=DeadLetter, auth=requires("events.read"))
def read_dead_letter(request: ApiRequest, letter_id: LetterId) -> DeadLetter:
    """Return one letter."""
    return DeadLetter.from_orm(queries.dead_letter(request.auth.workspace.id, letter_id))


@router.post("/events/dead-letters/{letter_id}/replay", response=DeadLetter, auth=requires("events.write"))
def replay(request: ApiRequest, letter_id: LetterId, payload: Replay | None = None) -> DeadLetter:
    """Send the event of a letter again, as it is or corrected, and return the letter, which is then gone.

    It is checked as any event is: refused again, the answer is 422 with field and reason, and the letter stays.
    The event is dated by when it first came. A letter that was sent again already answers 409.
    """
    event: JsonObject | None = payload.event if payload else None
    of = request.auth
    sent = replay_dead_letter(of.workspace.id, letter_id, event=event, actor=of.actor, now=real_now())
    return DeadLetter.from_orm(sent)
