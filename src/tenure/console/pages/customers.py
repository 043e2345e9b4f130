"""Show customers, and all that is known of one."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from tenure.console import queries
from tenure.console.presenting.journeys import visits
from tenure.console.presenting.lists import consent_lines, customer_lines, event_lines, message_lines
from tenure.console.rules.properties import shown_traits
from tenure.customers import queries as customers
from tenure.events.queries import timeline
from tenure.events.rules.places import place
from tenure.journeys.queries import enrollments
from tenure.messaging.queries import messages
from tenure.platform.access import StaffRequest, page
from tenure.signals.queries import traits
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now

LATEST = 10


@require_GET
@page("customers.read")
@missing_as_404
def customer_list(request: StaffRequest) -> HttpResponseBase:
    """Show customers, newest first, or those that somebody looks for."""
    workspace_id, wanted = request.workspace.id, request.GET.get("q", "").strip()
    before = request.GET.get(CURSOR)
    place_before = customers.customer(workspace_id, before).id if before else None
    found = (
        queries.found_customers(workspace_id, wanted, limit=WANTED - 1)
        if wanted
        else customers.customers(workspace_id, limit=WANTED, before=place_before)
    )
    ids = [each.id for each in found]
    counts = queries.event_counts(workspace_id, ids)
    lines = customer_lines(found, queries.people(workspace_id, ids), counts=counts)
    context = {"paged": paged(request, lines, cursor=lambda line: line.who.public_id), "wanted": wanted}
    return page_response(request, "console/customers.html", context, now=workspace_now(request))


@require_GET
@page("customers.read")
@missing_as_404
def customer_page(request: StaffRequest, customer: str) -> HttpResponseBase:
    """Show one customer: facts, traits, journeys, messages, consents and everything that happened."""
    workspace_id = request.workspace.id
    found = customers.customer(workspace_id, customer)
    people = queries.people(workspace_id, [found.id])
    before = place(request.GET[CURSOR]) if CURSOR in request.GET else None
    events = event_lines(timeline(workspace_id, found.id, limit=WANTED, before=before), {})
    context = {
        "customer": found,
        "who": people[found.id],
        "traits": shown_traits(traits(workspace_id, [found.id])[found.id]),
        "visits": visits(enrollments(workspace_id, found.id, limit=LATEST)),
        "messages": message_lines(messages(workspace_id, customer_id=found.id, limit=LATEST), people),
        "consents": consent_lines(customers.consents(workspace_id, found.id)),
        "paged": paged(request, events, cursor=lambda line: line.key),
    }
    return page_response(request, "console/customer.html", context, now=workspace_now(request))
