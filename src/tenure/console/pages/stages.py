"""Show how many customers are in which lifecycle stage, and how they got there."""

from typing import Final

from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_GET

from tenure.console import queries
from tenure.console.presenting.stages import progress_lines, stage_lines
from tenure.console.signal_wording import STAGES
from tenure.customers.queries import customer
from tenure.platform.access import StaffRequest, page
from tenure.signals import queries as signals
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now

MONTH: Final = 30


@require_GET
@page("segments.read")
@missing_as_404
def stage_page(request: StaffRequest) -> HttpResponseBase:
    """Show every stage, who moved in the last 30 days, and who is in the stage that the address names."""
    workspace, chosen, now = request.workspace, request.GET.get("stage"), workspace_now(request)
    if chosen is not None and chosen not in STAGES:
        raise Http404(chosen)
    before = customer(workspace.id, request.GET[CURSOR]).id if CURSOR in request.GET else None
    inside = signals.staged(workspace.id, chosen, limit=WANTED, before=before) if chosen else []
    people = queries.people(workspace.id, inside)
    since, steps = signals.progression_of(workspace, days=MONTH, now=now)
    lines = stage_lines(signals.stage_counts(workspace.id), chosen=chosen)
    context = {
        "stages": lines,
        "chosen": next((line for line in lines if line.is_chosen), None),
        "steps": progress_lines(steps),
        "since": since,
        "paged": paged(request, [people[each] for each in inside if each in people], cursor=lambda who: who.public_id),
    }
    return page_response(request, "console/stages.html", context, now=now)
