"""Show journeys and who is where in them."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from tenure.console import queries
from tenure.console.presenting.journeys import HERE, arrival_lines, journey_card, journey_lines, people_heading
from tenure.events.rules.places import place
from tenure.journeys import queries as journeys
from tenure.journeys.rules.codec import to_yaml
from tenure.journeys.rules.views import ENTRY_ID, Arrival
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
    """Show a journey as a graph and as text, and who entered it or the node that the address names, or is there."""
    workspace_id, node, is_here = request.workspace.id, request.GET.get("node"), request.GET.get("here") == HERE
    label = None if node is None else journeys.node_label(workspace_id, key, node)
    found = _listed(request, key, node=node, is_here=is_here)
    lines = arrival_lines(found, queries.people(workspace_id, [each.customer_id for each in found]))
    is_whole = node == ENTRY_ID and not is_here
    context = {
        "journey": journey_card(journeys.graph(workspace_id, key), chosen=node),
        "text": to_yaml(journeys.definition(workspace_id, key)[1].journey),
        "heading": people_heading(None if is_whole else label, is_here=is_here),
        "is_here": is_here,
        "paged": paged(request, lines, cursor=lambda line: line.key),
    }
    return page_response(request, "console/journey.html", context, now=workspace_now(request))


def _listed(request: StaffRequest, key: str, *, node: str | None, is_here: bool) -> list[Arrival]:
    before = place(request.GET[CURSOR]) if CURSOR in request.GET else None
    if is_here:
        return journeys.standing(request.workspace.id, key, node=node, limit=WANTED, before=before)
    return journeys.entrants(request.workspace.id, key, node=node or ENTRY_ID, limit=WANTED, before=before)
