"""Show the stream of events."""

from datetime import date

from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_GET

from tenure.console import queries
from tenure.console.presenting.lists import event_lines
from tenure.events.rules.places import place
from tenure.platform.access import StaffRequest, page
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now


@require_GET
@page("customers.read")
@missing_as_404
def events(request: StaffRequest) -> HttpResponseBase:
    """Show events, newest first, of all time or of the day that the address names."""
    workspace_id, day = request.workspace.id, _day(request.GET.get("day", ""))
    before = place(request.GET[CURSOR]) if CURSOR in request.GET else None
    rows = queries.stream_page(workspace_id, day=day, limit=WANTED, before=before)
    lines = event_lines(rows, queries.people(workspace_id, rows["customer_id"]))
    context = {"paged": paged(request, lines, cursor=lambda line: line.key), "day": day}
    return page_response(request, "console/events.html", context, now=workspace_now(request))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise Http404 from wrong
