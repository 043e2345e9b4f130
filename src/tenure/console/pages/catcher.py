"""Show the mail that the built-in catcher caught."""

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenure.console.pages.mails import body_response, raw_response
from tenure.messaging import queries as messaging
from tenure.platform.access import StaffRequest, page
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now


@require_GET
@page("messages.read")
@missing_as_404
def caught_list(request: StaffRequest) -> HttpResponseBase:
    """Show caught mail, newest first."""
    workspace_id, cursor = request.workspace.id, request.GET.get(CURSOR, "")
    before = int(cursor) if cursor.isascii() and cursor.isdigit() else None
    found = messaging.caught(workspace_id, limit=WANTED, before=before)
    context = {
        "paged": paged(request, found, cursor=lambda mail: str(mail.id)),
        "count": messaging.caught_count(workspace_id),
    }
    return page_response(request, "console/catcher.html", context, now=workspace_now(request))


@require_GET
@page("messages.read")
@missing_as_404
def caught_page(request: StaffRequest, mail: int) -> HttpResponseBase:
    """Show one caught mail as it arrived."""
    caught = messaging.caught_message(request.workspace.id, mail)
    context = {
        "caught": caught,
        "mail": caught.mail,
        "body_url": reverse("console:caught_body", args=[mail]),
        "raw_url": reverse("console:caught_raw", args=[mail]),
    }
    return page_response(request, "console/caught.html", context, now=workspace_now(request))


@require_GET
@page("messages.read")
@missing_as_404
def caught_body(request: StaffRequest, mail: int) -> HttpResponse:
    """Return the HTML part of a caught mail, for a frame that can do nothing with it but show it."""
    return body_response(messaging.caught_message(request.workspace.id, mail).html)


@require_GET
@page("messages.read")
@missing_as_404
def caught_raw(request: StaffRequest, mail: int) -> HttpResponse:
    """Return the bytes that arrived."""
    return raw_response(messaging.caught_message(request.workspace.id, mail).raw, name=f"caught-{mail}")
