"""Show a channel, set it up, and forget how it was set up."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tenure.console.message_wording import CHANNELS
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json, decode, encode_text
from tenure.messaging.services.describe_channels import ChannelView, described_channels
from tenure.messaging.services.save_channel import remove_channel, renew_secret, save_channel
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.ui.shell import missing_as_404, page_response, workspace_now


@require_GET
@page("settings.read")
def channel_page(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Show the settings of a channel, its secrets masked."""
    return _channel(request, kind)


@require_POST
@page("settings.write")
def channel_save(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Set a channel up, or change its settings; a secret that is left masked stays."""
    view = _view(request, kind)
    said: dict[str, Json] = {}
    for field in view.fields:
        text = request.POST.get(field.name, "").strip()
        if field.is_made_here:
            continue
        said[field.name] = _typed(view.settings[field.name], text)
    try:
        save_channel(request.workspace.id, kind, said, actor=request.actor, now=workspace_now(request))
    except BadInput as refused:
        return _channel(request, kind, problem=refused.message, status=422)
    return HttpResponseRedirect(reverse("console:channel", args=[kind]))


@require_POST
@never_cache
@page("settings.write")
@missing_as_404
def channel_secret(request: StaffRequest, kind: str, name: str) -> HttpResponseBase:
    """Make a new secret and show it this once."""
    secret = renew_secret(request.workspace.id, kind, name, actor=request.actor, now=workspace_now(request))
    shown = f"/hooks/{kind}/{secret}" if name == "hook" else secret
    return _channel(request, kind, secret=shown)


@require_POST
@page("settings.write")
@missing_as_404
def channel_remove(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Forget how a channel was set up."""
    remove_channel(request.workspace.id, kind, actor=request.actor)
    return HttpResponseRedirect(reverse("console:channels"))


def _channel(
    request: StaffRequest, kind: str, *, problem: str = "", secret: str = "", status: int = 200
) -> HttpResponse:
    view = _view(request, kind)
    context = {
        "view": view,
        "name": CHANNELS.get(kind, kind),
        "fields": [(field, _spelled(view.settings[field.name])) for field in view.fields],
        "problem": problem,
        "secret": secret,
        "can_write": allows(request.role, "settings.write"),
    }
    response = page_response(request, "console/channel.html", context, now=workspace_now(request))
    response.status_code = status
    return response


def _view(request: StaffRequest, kind: str) -> ChannelView:
    found = next((each for each in described_channels(request.workspace.id) if each.kind == kind), None)
    if found is None:
        raise Http404(kind)
    return found


def _typed(before: Json, text: str) -> Json:
    """Return what was filled in as the kind of thing that a setting is."""
    if isinstance(before, bool):
        return text == "1"
    if isinstance(before, int):
        return int(text) if text.lstrip("-").isdigit() else text
    return _mapping(text) if isinstance(before, Mapping) else text


def _mapping(text: str) -> Json:
    try:
        return decode(text or "{}")
    except ValueError:
        return text


def _spelled(value: Json) -> Json:
    return encode_text(value) if isinstance(value, Mapping) else value
