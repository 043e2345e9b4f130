"""Show segments: who is in them, why, and who came and went."""

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tenure.console import queries
from tenure.console.presenting.segments import move_lines, movement_chart, segment_card, segment_lines
from tenure.customers.queries import customer
from tenure.kernel.errors import Conflict
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.signals import queries as signals
from tenure.signals.services.await_definitions import await_definitions
from tenure.signals.services.change_definitions import remove_segment
from tenure.signals.services.save_definitions import used_by
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now

WEEK = 7
MONTH = 30
LATEST = 10


@require_GET
@page("segments.read")
def segment_list(request: StaffRequest) -> HttpResponseBase:
    """Show every segment with its count, and by how many it grew in seven days."""
    workspace, now = request.workspace, workspace_now(request)
    segments = signals.segments_shown(workspace.id)
    lines = segment_lines(
        segments,
        counts=signals.segment_counts(workspace.id),
        current=signals.current_segments(workspace.id),
        grown=signals.net_moves(workspace, days=WEEK, now=now),
        users={each.key: used_by(workspace.id, "segment", each.key) for each in segments},
    )
    context = {"segments": lines, "can_write": allows(request.role, "segments.write")}
    return page_response(request, "console/segments.html", context, now=now)


@require_GET
@page("segments.read")
@missing_as_404
def segment_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show a segment: its predicate, its members, and who came and went."""
    return _shown(request, key)


@require_POST
@page("segments.write")
@missing_as_404
def segment_delete(request: StaffRequest, key: str) -> HttpResponseBase:
    """Delete a segment; nobody leaves it by that."""
    try:
        remove_segment(request.workspace.id, key, actor=request.actor)
    except Conflict as refused:
        return _shown(request, key, problem=refused.message, status=409)
    return HttpResponseRedirect(reverse("console:segments"))


def _shown(request: StaffRequest, key: str, *, problem: str = "", status: int = 200) -> HttpResponseBase:
    workspace, now = request.workspace, workspace_now(request)
    segment = signals.segment(workspace.id, key)
    await_definitions(workspace.id)
    is_current = key in signals.current_segments(workspace.id)
    before = customer(workspace.id, request.GET[CURSOR]).id if CURSOR in request.GET else None
    members = signals.members(workspace.id, key, limit=WANTED, before=before) if is_current else []
    moves = signals.moves_of(workspace.id, key, limit=LATEST)
    people = queries.people(workspace.id, [*members, *(each.customer_id for each in moves)])
    context = {
        "segment": segment_card(segment, counts=signals.segment_counts(workspace.id), is_current=is_current),
        "used_by": used_by(workspace.id, "segment", key),
        "paged": paged(request, [people[each] for each in members if each in people], cursor=lambda who: who.public_id),
        "moves": move_lines(moves, people),
        "chart": movement_chart(signals.daily_moves(workspace, key, days=MONTH, now=now)),
        "can_write": allows(request.role, "segments.write"),
        "problem": problem,
    }
    response = page_response(request, "console/segment.html", context, now=now)
    response.status_code = status
    return response
