"""Show how the workspace is doing, live."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenure.console import queries
from tenure.console.presenting.journeys import journey_card
from tenure.console.presenting.lists import customer_lines, event_lines, message_lines, message_states
from tenure.console.presenting.overview import activity, tiles
from tenure.customers.queries import customers
from tenure.events.queries import latest
from tenure.kernel import json
from tenure.messaging.queries import messages
from tenure.platform.access import StaffRequest, page
from tenure.platform.queries import cursors
from tenure.ui.shell import page_response, workspace_now

EVENTS = 7
CUSTOMERS = 6
MESSAGES = 6


@require_GET
@page("overview.read")
def overview(request: StaffRequest) -> HttpResponseBase:
    """Show the numbers, what happens now, and the journey that the address names."""
    now, seen = workspace_now(request), cursors(request.workspace.id)
    query = {"journey": request.GET["journey"]} if "journey" in request.GET else {}
    live_url = f"{reverse('console:overview_live')}?{urlencode(query)}"
    context = {"page": _contents(request, now), "live_url": live_url, "seen": json.encode_text(seen)}
    return page_response(request, "console/overview.html", context, now=now)


@require_GET
@page("overview.read")
def overview_live(request: StaffRequest) -> HttpResponseBase:
    """Return the overview without its frame, to be put in place of itself."""
    now = workspace_now(request)
    return page_response(request, "console/parts/overview.html", {"page": _contents(request, now)}, now=now)


def _contents(request: StaffRequest, now: datetime) -> dict[str, object]:
    workspace_id = request.workspace.id
    numbers = queries.overview(workspace_id, now)
    events = latest(workspace_id, limit=EVENTS)
    newest = customers(workspace_id, limit=CUSTOMERS)
    sent = messages(workspace_id, limit=MESSAGES)
    shown = [*events["customer_id"], *(each.id for each in newest), *(each.customer_id for each in sent)]
    people = queries.people(workspace_id, shown)
    wanted = [graph for graph in numbers.journeys if graph.key == request.GET.get("journey")] or numbers.journeys
    return {
        "tiles": tiles(numbers),
        "activity": activity(numbers.days),
        "events": event_lines(events, people, is_short=True),
        "customers": customer_lines(newest, people, counts={}),
        "journeys": numbers.journeys,
        "journey": journey_card(wanted[0]) if wanted else None,
        "messages": message_lines(sent, people),
        "message_states": message_states(numbers.message_counts),
    }
