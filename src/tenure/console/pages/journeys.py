"""Show journeys and who is where in them."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from tenure.console import queries
from tenure.console.presenting.journeys import journey_card, journey_lines
from tenure.console.presenting.lists import event_lines
from tenure.events.rules.places import place
from tenure.journeys import queries as journeys
from tenure.journeys.rules.codec import to_yaml
from tenure.platform.access import StaffRequest, page
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now


@require_GET
@page("journeys.read")
def journey_list(request: StaffRequest) -> HttpResponseBase:
    """Show every journey with its counts."""
    context = {"journeys": journey_lines(journeys.journeys(request.workspace.id))}
    return page_response(request, "console/journeys.html", context, now=workspace_now(request))


@require_GET
@page("journeys.read")
@missing_as_404
def journey_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show a journey as a graph and as text, and who entered last."""
    workspace_id = request.workspace.id
    before = place(request.GET[CURSOR]) if CURSOR in request.GET else None
    rows = queries.journey_entries(workspace_id, key, limit=WANTED, before=before)
    lines = event_lines(rows, queries.people(workspace_id, rows["customer_id"]))
    context = {
        "journey": journey_card(journeys.graph(workspace_id, key), chosen=request.GET.get("node")),
        "text": to_yaml(journeys.definition(workspace_id, key)[1].journey),
        "paged": paged(request, lines, cursor=lambda line: line.key),
    }
    return page_response(request, "console/journey.html", context, now=workspace_now(request))
