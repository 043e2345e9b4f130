"""Show channels, set them up, and say how the workspace sends: sender, caps, quiet hours."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tenure.console.message_wording import CHANNEL_ICONS, CHANNELS
from tenure.console.presenting.lists import chosen_options
from tenure.console.settings_wording import HELD, PERS
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json, decode, encode_text
from tenure.messaging import queries as messaging
from tenure.messaging.rules.settings import Cap, Held, MessagingSettings, Per, QuietHours
from tenure.messaging.services.describe_channels import ChannelView, described_channels
from tenure.messaging.services.save_channel import remove_channel, renew_secret, save_channel
from tenure.messaging.services.save_settings import save_settings
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.ui.shell import missing_as_404, page_response, workspace_now

MOST_ROWS: Final = 20
TEXTS: Final = ("sender_name", "sender_address", "reply_to", "brand_name", "postal_address")


@require_GET
@page("settings.read")
def channel_list(request: StaffRequest) -> HttpResponseBase:
    """Show every channel, and how the workspace sends over all of them."""
    return _list(request, messaging.settings_of(request.workspace.id))


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


@require_POST
@page("settings.write")
def sending_save(request: StaffRequest) -> HttpResponseBase:
    """Keep how the workspace sends."""
    before = messaging.settings_of(request.workspace.id)
    wanted = _wanted(before, request.POST)
    try:
        save_settings(request.workspace.id, wanted, actor=request.actor, now=workspace_now(request))
    except BadInput as refused:
        return _list(request, wanted, problem=refused.message, status=422)
    return HttpResponseRedirect(reverse("console:channels"))


def _list(request: StaffRequest, settings: MessagingSettings, *, problem: str = "", status: int = 200) -> HttpResponse:
    caps = [*settings.caps, None]
    quiet = [*settings.quiet_hours, None]
    lines = [
        (view, CHANNELS.get(view.kind, view.kind), CHANNEL_ICONS.get(view.kind, "radio"))
        for view in described_channels(request.workspace.id)
    ]
    context = {
        "channels": lines,
        "deliver": request.workspace.deliver,
        "settings": settings,
        "problem": problem,
        "caps": [(cap, chosen_options(PERS, cap.per if cap else "channel"), _held(cap)) for cap in caps],
        "quiet": [(each, " ".join(each.channels) if each else "", _held(each)) for each in quiet],
        "can_write": allows(request.role, "settings.write"),
    }
    response = page_response(request, "console/channels.html", context, now=workspace_now(request))
    response.status_code = status
    return response


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


def _held(rule: Cap | QuietHours | None) -> object:
    classes = rule.classes if rule else ("marketing",)
    return chosen_options(HELD, "both" if len(classes) > 1 else classes[0])


def _wanted(before: MessagingSettings, said: QueryDict) -> MessagingSettings:
    """Return settings with what a form says; what it does not ask for stays."""
    texts: dict[str, Any] = {name: said.get(name, "").strip() for name in TEXTS}
    caps = (_cap(said, at) for at in range(MOST_ROWS))
    quiet = (_quiet(said, at) for at in range(MOST_ROWS))
    return replace(
        before,
        **texts,
        caps=tuple(each for each in caps if each),
        quiet_hours=tuple(each for each in quiet if each),
        tracks_clicks=said.get("tracks_clicks") == "1",
    )


def _cap(said: QueryDict, at: int) -> Cap | None:
    count, hours = (said.get(f"cap.{at}.{name}", "").strip() for name in ("count", "hours"))
    if not count or not hours:
        return None
    return Cap(_number(count), _number(hours), _per(said.get(f"cap.{at}.per")), _classes(said, f"cap.{at}"))


def _per(text: str | None) -> Per:
    match text:
        case "customer" | "journey":
            return text
        case _:
            return "channel"


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _quiet(said: QueryDict, at: int) -> QuietHours | None:
    starts, ends = (said.get(f"quiet.{at}.{name}", "").strip() for name in ("starts", "ends"))
    if not starts and not ends:
        return None
    channels = tuple(said.get(f"quiet.{at}.channels", "").replace(",", " ").split())
    return QuietHours(starts, ends, channels, _classes(said, f"quiet.{at}"))


def _classes(said: QueryDict, name: str) -> tuple[Held, ...]:
    match said.get(f"{name}.classes"):
        case "both":
            return ("marketing", "service")
        case "service":
            return ("service",)
        case _:
            return ("marketing",)
