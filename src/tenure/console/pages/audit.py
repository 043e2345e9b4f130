"""Show who did what."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from tenure.console.house_wording import act_look
from tenure.console.presenting.house import audit_lines, audit_url, user_ids
from tenure.console.rules.house_lines import Choice
from tenure.platform.access import StaffRequest, page
from tenure.platform.queries import audit_acts, audit_links, key_names, user_emails
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now


@require_GET
@page("audit.read")
@missing_as_404
def audit_list(request: StaffRequest) -> HttpResponseBase:
    """Show the audit log, newest first, of all or of the actor, act or subject that the address names."""
    workspace_id, cursor = request.workspace.id, request.GET.get(CURSOR, "")
    wanted = {name: request.GET[name] for name in ("actor", "act", "subject") if request.GET.get(name)}
    before = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < len(str(1 << 63)) else None
    found = audit_links(workspace_id, limit=WANTED, before=before, **wanted)
    lines = audit_lines(found, emails=user_emails(user_ids(found)), key_names=key_names(workspace_id))
    context = {
        "paged": paged(request, lines, cursor=lambda line: str(line.number)),
        "acts": _acts(workspace_id, chosen=wanted.get("act")),
        "wanted": wanted,
    }
    return page_response(request, "console/audit.html", context, now=workspace_now(request))


def _acts(workspace_id: int, *, chosen: str | None) -> list[Choice]:
    acts = {*audit_acts(workspace_id), *([chosen] if chosen else [])}
    found = [Choice(act, str(act_look(act).name), None, audit_url(act=act), act == chosen) for act in acts]
    return sorted(found, key=lambda choice: choice.name)
