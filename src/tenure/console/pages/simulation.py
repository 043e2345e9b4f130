"""Show what a journey would have done."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tenure.console.message_wording import CHANNELS
from tenure.console.presenting.simulation import entries_chart, node_funnel
from tenure.console.wording import end_text
from tenure.journeys import queries as journeys
from tenure.journeys.rules.simulations import NO_GATE, OPEN_LOOP, TRAITS_NOW, Simulation
from tenure.journeys.rules.views import ENTRY_ID
from tenure.journeys.services.simulate import USUAL_DAYS, simulate
from tenure.kernel.errors import BadInput
from tenure.platform.access import StaffRequest, page
from tenure.ui.rules.navigation import Label
from tenure.ui.shell import missing_as_404, page_response, workspace_now

DAYS: Final = (7, 30, 90, 365)
NOTES: Final[Mapping[str, Label]] = {
    OPEN_LOOP: _("What customers would have done about these messages is not invented; their events are real ones."),
    TRAITS_NOW: _("Conditions on traits were answered with what is known today."),
    NO_GATE: _("These are the messages that the journey asks for; consent, caps and quiet hours are not applied."),
}


@require_GET
@page("journeys.read")
@missing_as_404
def simulation_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Play the newest version of a journey over the days that the address names; nothing is sent."""
    workspace_id, now = request.workspace.id, workspace_now(request)
    newest = journeys.versions(workspace_id, key)[0].number
    journey = journeys.version(workspace_id, key, newest).journey
    asked = request.GET.get("days", str(USUAL_DAYS))
    days = int(asked) if asked.isdigit() else USUAL_DAYS
    problem, found = "", None
    try:
        found = simulate(request.workspace, key, days=days, now=now)
    except BadInput as refused:
        problem = refused.message
    context = {
        "key": key,
        "name": journey.name,
        "version": newest,
        "days": days,
        "offered": DAYS,
        "found": found,
        "problem": problem,
        "entries": entries_chart(found, zone=request.workspace.time_zone) if found else None,
        "funnel": node_funnel(found, journeys.node_types()) if found else None,
        "nodes": _nodes(found) if found else (),
        "channels": _channels(found) if found else (),
        "ended": [(end_text(each.reason), each.count) for each in found.exited] if found else (),
        "notes": [NOTES.get(each, each) for each in found.notes] if found else (),
    }
    return page_response(request, "console/simulation.html", context, now=now)


def _nodes(found: Simulation) -> list[tuple[str, Label, int, int, int, str]]:
    """Return each step with its name, arrivals, customers, who stands there at the end, and its arms."""
    types = journeys.node_types()
    return [
        (
            each.id,
            _("Entry") if each.kind == ENTRY_ID else types[each.kind].label,
            each.arrived_count,
            each.customer_count,
            each.here_count,
            " · ".join(f"{arm} {count}" for arm, count in each.arms.items()),
        )
        for each in found.nodes
    ]


def _channels(found: Simulation) -> list[tuple[Label | str, int]]:
    """Return how many messages each channel was asked for."""
    kinds = dict.fromkeys(each.channel for each in found.messages)
    return [
        (
            CHANNELS.get(kind, kind),
            sum(each.count for each in found.messages if each.channel == kind),
        )
        for kind in kinds
    ]
