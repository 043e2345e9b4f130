"""Tell by API who came into a segment and went out of it."""

from datetime import date, datetime
from typing import Literal

from ninja import Query, Router, Schema
from pydantic import Field

from tenure.events.rules.places import place, place_text
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now
from tenure.signals import queries
from tenure.signals.api.shown import Named, Page, named

router = Router(tags=["segments"])


class Span(Page):
    """Which part of the history is wanted."""

    days: int = Field(30, ge=1, le=366, description="Of how many days, today included, `days` shall tell.")


class DayOut(Schema):
    """How many came and went on a day of the workspace."""

    day: date
    entered_count: int
    left_count: int


class MoveOut(Schema):
    """A customer who came in or went out. `cause_seq` is the flush of the stream, or the last one before the clock."""

    customer: Named | None
    change: Literal["entered", "left"]
    at: datetime
    cause_seq: int | None


class History(Schema):
    """Who came and went, newest first, and the counts of each day. Who was in from the start is not told of."""

    days: list[DayOut]
    items: list[MoveOut]
    next_cursor: str | None


@router.get("/segments/{key}/history", response=History, auth=requires("customers.read"))
def read_history(request: ApiRequest, key: str, page: Query[Span]) -> History:
    """Return who came into a segment and went out of it, by event and by day."""
    workspace = request.auth.workspace
    segment = queries.segment(workspace.id, key)
    before = place(page.cursor) if page.cursor else None
    found = queries.moves_of(workspace.id, segment.key, limit=page.limit + 1, before=before)
    items = found[: page.limit]
    known = named(workspace.id, sorted({each.customer_id for each in items}))
    days = queries.daily_moves(workspace, segment.key, days=page.days, now=workspace.clock.at(real_now()))
    return History(
        days=[DayOut(day=each.day, entered_count=each.entered_count, left_count=each.left_count) for each in days],
        items=[
            MoveOut(customer=known.get(each.customer_id), change=each.change, at=each.at, cause_seq=each.cause_seq)
            for each in items
        ],
        next_cursor=place_text(items[-1].place) if len(found) > page.limit else None,
    )
