"""Show messages with their states and reasons, and each exactly as it was sent."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenure.console import queries
from tenure.console.message_wording import CHANNELS, CLASSES
from tenure.console.pages.mails import body_response, raw_response
from tenure.console.presenting.lists import chosen_options, message_lines, message_states
from tenure.console.wording import REASONS, STATES
from tenure.messaging import queries as messaging
from tenure.platform.access import StaffRequest, page
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now

# How a list of messages is narrowed, beside their state.
FILTERS = ("channel", "class", "reason")


@require_GET
@page("messages.read")
@missing_as_404
def message_list(request: StaffRequest) -> HttpResponseBase:
    """Show messages, newest first, of all states or of the one that the address names."""
    workspace_id, before = request.workspace.id, request.GET.get(CURSOR)
    state = request.GET["state"] if request.GET.get("state") in STATES else None
    wanted = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    before_id = messaging.message(workspace_id, before).id if before else None
    found = messaging.messages(
        workspace_id,
        state=state,
        channel=wanted.get("channel"),
        message_class=wanted.get("class"),
        reason=wanted.get("reason"),
        limit=WANTED,
        before=before_id,
    )
    lines = message_lines(found, queries.people(workspace_id, [each.customer_id for each in found]))
    context = {
        "paged": paged(request, lines, cursor=lambda line: line.public_id),
        "states": message_states(messaging.message_counts(workspace_id), chosen=state),
        "state": state,
        "is_filtered": bool(state or wanted),
        "channels": chosen_options(
            {each: CHANNELS.get(each, each) for each in sorted(CHANNELS)}, wanted.get("channel")
        ),
        "classes": chosen_options(CLASSES, wanted.get("class")),
        "reasons": chosen_options(REASONS, wanted.get("reason")),
    }
    return page_response(request, "console/messages.html", context, now=workspace_now(request))


@require_GET
@page("messages.read")
@missing_as_404
def message_page(request: StaffRequest, message: str) -> HttpResponseBase:
    """Show one message: what became of it and why, and what was sent."""
    workspace_id = request.workspace.id
    found = messaging.message(workspace_id, message)
    people = queries.people(workspace_id, [found.customer_id])
    context = {
        "message": found,
        "line": message_lines([found], people)[0],
        "mail": found.mail if found.raw is not None else None,
        "body_url": reverse("console:message_body", args=[message]),
        "raw_url": reverse("console:message_raw", args=[message]),
    }
    return page_response(request, "console/message.html", context, now=workspace_now(request))


@require_GET
@page("messages.read")
@missing_as_404
def message_body(request: StaffRequest, message: str) -> HttpResponse:
    """Return the HTML part of a message, for a frame that can do nothing with it but show it."""
    return body_response(messaging.message(request.workspace.id, message).html)


@require_GET
@page("messages.read")
@missing_as_404
def message_raw(request: StaffRequest, message: str) -> HttpResponse:
    """Return the bytes that were sent."""
    raw = messaging.message(request.workspace.id, message).raw
    if raw is None:
        raise Http404
    return raw_response(raw, name=message)
