"""Show journeys and who is where in them."""

from datetime import datetime

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from tenure.console import queries
from tenure.console.presenting.journey_editor import named_edges
from tenure.console.presenting.journeys import HERE, arrival_lines, journey_card, journey_lines, people_heading
from tenure.events.rules.places import place
from tenure.experiments import queries as experiments
from tenure.journeys import queries as journeys
from tenure.journeys.rules.codec import to_yaml
from tenure.journeys.rules.views import ENTRY_ID, Arrival
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now


@require_GET
@page("journeys.read")
def journey_list(request: StaffRequest) -> HttpResponseBase:
    """Show every journey with its counts."""
    workspace_id, now = request.workspace.id, workspace_now(request)
    found = journeys.journeys(workspace_id)
    goals = {each.key: _goal_rate(workspace_id, each.key) for each in found}
    lines = journey_lines(found, goals=goals, sentences=_sentences(workspace_id, now=now))
    context = {"journeys": lines, "can_write": allows(request.role, "journeys.write")}
    return page_response(request, "console/journeys.html", context, now=now)


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
    graph, journey = journeys.graph(workspace_id, key), journeys.definition(workspace_id, key)[1].journey
    context = {
        "journey": journey_card(named_edges(graph, journey.expanded()), chosen=node),
        "text": to_yaml(journey),
        "state": graph.state,
        "newest": journeys.versions(workspace_id, key)[0].number,
        "goal_rate": _goal_rate(workspace_id, key),
        "sentence": _sentences(workspace_id, key, now=workspace_now(request)).get(key, ""),
        "can_write": allows(request.role, "journeys.write"),
        "stuck_count": sum(each["quarantined_count"] for each in journeys.node_counts(workspace_id, key).values()),
        "heading": people_heading(None if is_whole else label, is_here=is_here),
        "is_here": is_here,
        "paged": paged(request, lines, cursor=lambda line: line.key),
    }
    return page_response(request, "console/journey.html", context, now=workspace_now(request))


def _goal_rate(workspace_id: int, key: str) -> float | None:
    """Return which share of those who entered reached the goal; None without a goal, and while nobody entered."""
    if journeys.definition(workspace_id, key)[1].journey.goal is None:
        return None
    counts = journeys.node_counts(workspace_id, key).get("", journeys.NO_COUNTS)
    return counts["goal_count"] / counts["entered_count"] if counts["entered_count"] else None


def _sentences(workspace_id: int, key: str | None = None, *, now: datetime) -> dict[str, str]:
    """Return what reading each journey beside its holdout says, where it can be read."""
    confidence = experiments.settings(workspace_id).confidence
    found = [each for each in experiments.sources(workspace_id) if each.kind == "holdout" and key in {None, each.key}]
    return {
        each.key: experiments.sentence(
            each, experiments.read(workspace_id, each, now=now).headline, confidence=confidence
        )
        for each in found
    }


def _listed(request: StaffRequest, key: str, *, node: str | None, is_here: bool) -> list[Arrival]:
    before = place(request.GET[CURSOR]) if CURSOR in request.GET else None
    if is_here:
        return journeys.standing(request.workspace.id, key, node=node, limit=WANTED, before=before)
    return journeys.entrants(request.workspace.id, key, node=node or ENTRY_ID, limit=WANTED, before=before)
