"""Define segments by API, list them and their members, and count before anything is kept."""

from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from tenure.customers.queries import customer
from tenure.kernel.errors import BadInput, NotFound
from tenure.kernel.expressions.forms import to_json
from tenure.kernel.expressions.text import spelled
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now
from tenure.signals import queries
from tenure.signals.api.shown import Named, Page, Sampled, named, sampled
from tenure.signals.rules.codec import expression_value
from tenure.signals.rules.definitions import Segment
from tenure.signals.services.await_definitions import await_definitions
from tenure.signals.services.change_definitions import put_segment, remove_segment
from tenure.signals.services.preview_segment import preview_segment
from tenure.signals.services.save_definitions import used_by

router = Router(tags=["segments"])

WHERE = "For whom it holds: an expression as text, or as JSON."


class WhereIn(Strict):
    """A predicate to count."""

    where: Any = Field(description=WHERE)


class SegmentIn(Strict):
    """What a segment is."""

    name: str | None = Field(None, description="What people read; the name it has, or its key, when absent.")
    where: Any = Field(description=WHERE)


class SegmentOut(Schema):
    """A segment. `count` is null until the worker has applied its newest definition."""

    key: str
    name: str
    where: str
    where_json: object
    count: int | None
    used_by: list[str]


class Segments(Schema):
    """Every segment, by key."""

    items: list[SegmentOut]
    next_cursor: str | None


class Members(Schema):
    """Customers in a segment. `is_current` is false while the worker still applies its newest definition."""

    items: list[Named]
    next_cursor: str | None
    is_current: bool


class Previewed(Schema):
    """How many a predicate means now, and up to ten of them, the newest."""

    count: int
    sample: list[Sampled]


@router.get("/segments", response=Segments, auth=requires("segments.read"))
def read_segments(request: ApiRequest) -> Segments:
    """Return every segment with its count."""
    workspace_id = request.auth.workspace.id
    return Segments(items=_shown(workspace_id, queries.segments_shown(workspace_id)), next_cursor=None)


@router.post("/segments/preview", response=Previewed, auth=requires("customers.read"))
def preview(request: ApiRequest, payload: WhereIn) -> Previewed:
    """Count whom a predicate means now; nothing is kept."""
    workspace = request.auth.workspace
    where = expression_value(payload.where, field="where")
    found = preview_segment(workspace.id, where, now=workspace.clock.at(real_now()))
    return Previewed(count=found.count, sample=sampled(workspace.id, list(found.sample)))


@router.get("/segments/{key}", response=SegmentOut, auth=requires("segments.read"))
def read_segment(request: ApiRequest, key: str) -> SegmentOut:
    """Return a segment; right after a change this waits up to two seconds for the worker to count."""
    workspace_id = request.auth.workspace.id
    segment = queries.segment(workspace_id, key)
    await_definitions(workspace_id)
    return _shown(workspace_id, [segment])[0]


@router.put("/segments/{key}", response=SegmentOut, auth=requires("segments.write"))
def write_segment(request: ApiRequest, key: str, payload: SegmentIn) -> SegmentOut:
    """Define a segment, or define it anew. Who is in it then came in silently; later changes are events."""
    workspace = request.auth.workspace
    now = workspace.clock.at(real_now())
    segment = put_segment(workspace.id, key, payload.dict(), actor=request.auth.actor, now=now)
    return _shown(workspace.id, [segment])[0]


@router.delete("/segments/{key}", response={204: None}, auth=requires("segments.write"))
def delete_segment(request: ApiRequest, key: str) -> Status[None]:
    """Delete a segment; nobody leaves it by that. Refused while something uses it."""
    remove_segment(request.auth.workspace.id, key, actor=request.auth.actor)
    return Status(204, None)


@router.get("/segments/{key}/members", response=Members, auth=requires("customers.read"))
def read_members(request: ApiRequest, key: str, page: Query[Page]) -> Members:
    """Return who is in a segment, newest first; right after a change this waits up to two seconds for the worker."""
    workspace_id = request.auth.workspace.id
    segment = queries.segment(workspace_id, key)
    before = _place(workspace_id, page.cursor) if page.cursor else None
    await_definitions(workspace_id)
    is_current = key in queries.current_segments(workspace_id)
    found = queries.members(workspace_id, segment.key, limit=page.limit + 1, before=before) if is_current else []
    known = named(workspace_id, found)
    items = [known[each] for each in found[: page.limit] if each in known]
    more = items[-1].id if len(found) > page.limit and items else None
    return Members(items=items, next_cursor=more, is_current=is_current)


def _shown(workspace_id: int, segments: list[Segment]) -> list[SegmentOut]:
    counts, current = queries.segment_counts(workspace_id), queries.current_segments(workspace_id)
    return [
        SegmentOut(
            key=each.key,
            name=each.name,
            where=spelled(each.where),
            where_json=to_json(each.where),
            count=counts.get(each.key, 0) if each.key in current else None,
            used_by=used_by(workspace_id, "segment", each.key),
        )
        for each in segments
    ]


def _place(workspace_id: int, cursor: str) -> int:
    try:
        return customer(workspace_id, cursor).id
    except NotFound as missing:
        raise BadInput("The cursor is not one that this list gave out; begin without one.", field="cursor") from missing
