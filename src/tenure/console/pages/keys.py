"""Show API keys; make, rotate and revoke them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from tenure.console.house_wording import KEY_PROBLEMS, UNROTATED
from tenure.console.presenting.house import key_lines
from tenure.kernel.errors import BadInput, Conflict
from tenure.platform.access import StaffRequest, page
from tenure.platform.queries import api_keys, real_now
from tenure.platform.rules.roles import allows
from tenure.platform.rules.scopes import EVERYTHING, SCOPES
from tenure.platform.services.issue_api_key import IssuedKey, WantedKey, issue_api_key
from tenure.platform.services.revoke_api_key import revoke_api_key
from tenure.platform.services.rotate_api_key import OVERLAP, rotate_api_key
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.rules.navigation import Label
from tenure.ui.shell import missing_as_404, page_response, workspace_now

BROWSER, CHOSEN = "browser", "chosen"
ALL = (EVERYTHING,)


@require_GET
@page("keys.read")
@missing_as_404
def key_list(request: StaffRequest) -> HttpResponseBase:
    """Show keys, newest first, and the form for a new one."""
    return _listed(request)


@require_POST
@page("keys.write")
@missing_as_404
def issue(request: StaffRequest) -> HttpResponseBase:
    """Make a key and show it, this once."""
    try:
        wanted = _wanted(request.POST, zone=ZoneInfo(request.workspace.time_zone))
        issued = issue_api_key(request.workspace.id, wanted, held=ALL, actor=request.actor, now=real_now())
    except BadInput as refused:
        return _listed(request, problem=KEY_PROBLEMS.get(refused.field or "", refused.message), status=422)
    return _shown_once(request, issued)


@require_POST
@page("keys.write")
@missing_as_404
def rotate(request: StaffRequest, key: str) -> HttpResponseBase:
    """Put a new key in the place of one that goes on for a day, and show it, this once."""
    workspace_id, now = request.workspace.id, real_now()
    try:
        issued = rotate_api_key(workspace_id, key, overlap=OVERLAP, held=ALL, actor=request.actor, now=now)
    except Conflict:
        return _listed(request, problem=UNROTATED, status=409)
    return _shown_once(request, issued, old_ends_at=now + OVERLAP)


@require_POST
@page("keys.write")
@missing_as_404
def revoke(request: StaffRequest, key: str) -> HttpResponseBase:
    """Revoke a key."""
    revoke_api_key(request.workspace.id, key, actor=request.actor, now=real_now())
    return HttpResponseRedirect(reverse("console:keys"))


def _listed(request: StaffRequest, *, problem: Label | str = "", status: int = 200) -> HttpResponseBase:
    found = api_keys(request.workspace.id, limit=WANTED, before=request.GET.get(CURSOR))
    chosen = set(request.POST.getlist("scopes"))
    context = {
        "paged": paged(request, key_lines(found, real_now()), cursor=lambda line: line.id),
        "scopes": [(scope, scope in chosen) for scope in sorted(SCOPES)],
        "asked": request.POST,
        "problem": problem,
        "can_write": allows(request.role, "keys.write"),
    }
    response = page_response(request, "console/keys.html", context, now=workspace_now(request))
    response.status_code = status
    return response


def _shown_once(request: StaffRequest, issued: IssuedKey, *, old_ends_at: datetime | None = None) -> HttpResponseBase:
    context = {"issued": issued, "is_browser": issued.key.kind == "write", "old_ends_at": old_ends_at}
    response = page_response(request, "console/key_issued.html", context, now=workspace_now(request))
    response["Cache-Control"] = "no-store"
    return response


def _wanted(asked: QueryDict, *, zone: ZoneInfo) -> WantedKey:
    reach, name = asked.get("reach"), asked.get("name", "")
    scopes = tuple(asked.getlist("scopes")) if reach == CHOSEN else None
    return WantedKey("write" if reach == BROWSER else "secret", name, scopes, _end(asked.get("last_day", ""), zone))


def _end(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the end of a day in the workspace's zone; None when no day was given."""
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise BadInput(f"{text!r} is no day.", field="expires_at")
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
