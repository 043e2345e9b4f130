"""Show all that is known of one customer."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenure.console import queries
from tenure.console.customer_wording import PERSON_PROBLEMS, TOPICS
from tenure.console.presenting.customers import customers_url
from tenure.console.presenting.journeys import visits
from tenure.console.presenting.lists import consent_lines, event_lines, message_lines
from tenure.console.presenting.profile import actor_ids, days_of, ledger_lines, membership_lines, trait_groups
from tenure.console.rules.customer_filters import CustomerFilter
from tenure.console.rules.customer_lines import Name
from tenure.console.rules.topics import of_topic
from tenure.console.signal_wording import stage_look
from tenure.customers import queries as customers
from tenure.customers.rules.customers import Customer
from tenure.events.queries import timeline
from tenure.events.rules.places import place
from tenure.journeys.queries import enrollments
from tenure.messaging.queries import messages
from tenure.platform.access import StaffRequest, page
from tenure.platform.queries import key_names, member_emails, user_emails
from tenure.platform.rules.roles import allows
from tenure.signals import queries as signals
from tenure.signals.rules.plans import STAGE
from tenure.signals.services.explain_segments import explained_segments
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now

LATEST = 10
ENTRIES = 50
FIRST_STAGE = "new"


@require_GET
@page("customers.read")
@missing_as_404
def customer_page(request: StaffRequest, customer: str) -> HttpResponseBase:
    """Show one customer: who it is, what is known, where it belongs and why, and everything that happened."""
    workspace_id, now = request.workspace.id, workspace_now(request)
    found = customers.customer(workspace_id, customer)
    people = queries.people(workspace_id, [found.id])
    since = queries.group_moments(workspace_id, found.id)
    context = {
        "customer": found,
        "who": people[found.id],
        "visits": visits(enrollments(workspace_id, found.id, limit=LATEST)),
        "messages": message_lines(messages(workspace_id, customer_id=found.id, limit=LATEST), people),
        "segments": membership_lines(explained_segments(workspace_id, found.id, now=now), since),
        "erasure": queries.pending_erasure(workspace_id, found.id),
        "can_write": allows(request.role, "customers.write"),
        "users": member_emails(workspace_id),
        "problem": PERSON_PROBLEMS.get(request.GET.get("refused", ""), ""),
        **_head(workspace_id, found, since),
        **_known(workspace_id, found),
        **_happened(request, found, now),
    }
    return page_response(request, "console/customer.html", context, now=now)


def _head(workspace_id: int, found: Customer, since: dict[str, datetime]) -> dict[str, object]:
    tags = customers.tags_of(workspace_id, [found.id]).get(found.id, [])
    return {
        "stage": stage_look(signals.stages(workspace_id, [found.id]).get(found.id, FIRST_STAGE)),
        "stage_since": since.get(STAGE),
        "owner": customers.owners_of(workspace_id, [found.id]).get(found.id, ""),
        "accounts": [
            (each, customers_url(CustomerFilter(account=each.account.key)))
            for each in customers.accounts_of(workspace_id, [found.id]).get(found.id, [])
        ],
        "tags": [Name(tag, customers_url(CustomerFilter(tag=tag))) for tag in tags],
    }


def _known(workspace_id: int, found: Customer) -> dict[str, object]:
    entries = customers.ledger(workspace_id, found.id, limit=ENTRIES)
    return {
        "traits": trait_groups(
            signals.traits(workspace_id, [found.id])[found.id],
            signals.stated(workspace_id, found.id),
            signals.ignored_traits(workspace_id, found.id),
            computed=queries.computed_keys(workspace_id),
        ),
        "consents": consent_lines(customers.consents(workspace_id, found.id)),
        "ledger": ledger_lines(entries, emails=user_emails(actor_ids(entries)), key_names=key_names(workspace_id)),
    }


def _happened(request: StaffRequest, found: Customer, now: datetime) -> dict[str, object]:
    topic = request.GET.get("topic", "")
    before = place(request.GET[CURSOR]) if CURSOR in request.GET else None
    rows = timeline(request.workspace.id, found.id, limit=WANTED, before=before, where=of_topic(topic))
    events = paged(request, event_lines(rows, {}), cursor=lambda line: line.key)
    here = reverse("console:customer", args=[found.public_id])
    return {
        "paged": events,
        "days": days_of(events.items, now=now, zone=ZoneInfo(request.workspace.time_zone)),
        "topic": topic,
        "topics": [(name, f"{here}?topic={key}#happened", key == topic) for key, name in TOPICS.items()],
        "all_url": f"{here}#happened",
    }
