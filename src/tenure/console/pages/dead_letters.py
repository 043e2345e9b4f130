"""Show events that were refused, and let them be sent again."""

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tenure.console.presenting.house import code_choices
from tenure.events import queries as events
from tenure.events.services.replay_dead_letter import replay_dead_letter
from tenure.kernel.errors import BadInput, Conflict
from tenure.platform.access import StaffRequest, page
from tenure.platform.queries import real_now
from tenure.platform.rules.roles import allows
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now


@require_GET
@page("events.read")
@missing_as_404
def letter_list(request: StaffRequest) -> HttpResponseBase:
    """Show dead letters, newest first, of all reasons or of the one that the address names."""
    return _listed(request)


@require_POST
@page("events.write")
@missing_as_404
def replay(request: StaffRequest, letter: int) -> HttpResponseBase:
    """Send a dead letter again; refused once more, it stays, with the reason beside it."""
    try:
        replay_dead_letter(request.workspace.id, letter, actor=request.actor, now=real_now())
    except BadInput as refused:
        return _listed(request, refused_id=letter, problem=refused.message, status=422)
    except Conflict:
        pass  # somebody else was quicker, and it is gone from the list
    return HttpResponseRedirect(f"{reverse('console:dead_letters')}?sent={letter}")


def _listed(
    request: StaffRequest, *, refused_id: int | None = None, problem: str = "", status: int = 200
) -> HttpResponseBase:
    workspace_id, cursor = request.workspace.id, request.GET.get(CURSOR, "")
    before = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < len(str(1 << 63)) else None
    code = request.GET.get("code")
    found = events.dead_letters(workspace_id, limit=WANTED, before=before, code=code)
    context = {
        "paged": paged(request, found, cursor=lambda letter: str(letter.id)),
        "codes": code_choices(events.dead_letter_counts(workspace_id), chosen=code),
        "code": code,
        "can_replay": allows(request.role, "events.write"),
        "is_sent": "sent" in request.GET,
        "refused_id": refused_id,
        "problem": problem,
    }
    response = page_response(request, "console/dead_letters.html", context, now=workspace_now(request))
    response.status_code = status
    return response
