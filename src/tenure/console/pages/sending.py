"""Show how the workspace sends over all channels, and keep it: sender, looks, caps, quiet hours, topics, mail hook."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tenure.console.message_wording import CHANNEL_ICONS, CHANNELS
from tenure.console.presenting.lists import chosen_options
from tenure.console.settings_wording import BRAND, HELD, PERS
from tenure.kernel.errors import BadInput
from tenure.messaging import queries as messaging
from tenure.messaging.rules.settings import Cap, Held, MessagingSettings, Per, QuietHours, Topic
from tenure.messaging.services.describe_channels import described_channels
from tenure.messaging.services.save_settings import renew_mail_hook, save_settings
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.ui.shell import page_response, workspace_now

MOST_ROWS: Final = 50
TEXTS: Final = ("sender_name", "sender_address", "reply_to", "brand_name", "postal_address")
LANGUAGES: Final = ("en", "ko", "pl")


@require_GET
@page("settings.read")
def channel_list(request: StaffRequest) -> HttpResponseBase:
    """Show every channel, and how the workspace sends over all of them."""
    return _shown(request, messaging.settings_of(request.workspace.id))


@require_POST
@page("settings.write")
def sending_save(request: StaffRequest) -> HttpResponseBase:
    """Keep how the workspace sends."""
    before = messaging.settings_of(request.workspace.id)
    wanted = _wanted(before, request.POST)
    try:
        save_settings(request.workspace.id, wanted, actor=request.actor, now=workspace_now(request))
    except BadInput as refused:
        return _shown(request, wanted, refused=refused, status=422)
    return HttpResponseRedirect(reverse("console:channels"))


@require_POST
@never_cache
@page("settings.write")
def mail_hook_renew(request: StaffRequest) -> HttpResponseBase:
    """Make a new address at which a mail provider calls back, and show it this once."""
    secret = renew_mail_hook(request.workspace.id, actor=request.actor)
    hook = request.build_absolute_uri(f"/hooks/mail/{secret}")
    return _shown(request, messaging.settings_of(request.workspace.id), hook=hook)


def _shown(
    request: StaffRequest,
    settings: MessagingSettings,
    *,
    refused: BadInput | None = None,
    hook: str = "",
    status: int = 200,
) -> HttpResponse:
    workspace_id = request.workspace.id
    lines = [
        (view, CHANNELS.get(view.kind, view.kind), CHANNEL_ICONS.get(view.kind, "radio"))
        for view in described_channels(workspace_id)
    ]
    context = {
        "channels": lines,
        "deliver": request.workspace.deliver,
        "settings": settings,
        "problem": refused.message if refused else "",
        "at_fault": (refused.field or "") if refused else "",
        "caps": [
            (cap, chosen_options(PERS, cap.per if cap else "channel"), _held(cap)) for cap in (*settings.caps, None)
        ],
        "quiet": [
            (each, " ".join(each.channels) if each else "", _held(each)) for each in (*settings.quiet_hours, None)
        ],
        "brand": [(name, label, getattr(settings.brand, name)) for name, label in BRAND.items()],
        "topics": [_topic_row(each) for each in (*settings.topics, Topic("", {}))],
        "test_numbers": ", ".join(settings.test_numbers),
        "hook": hook,
        "has_hook": messaging.has_mail_hook(workspace_id),
        "can_write": allows(request.role, "settings.write"),
    }
    response = page_response(request, "console/channels.html", context, now=workspace_now(request))
    response.status_code = status
    return response


def _topic_row(topic: Topic) -> tuple[str, list[tuple[str, str]]]:
    return topic.key, [(language, topic.names.get(language, "")) for language in LANGUAGES]


def _held(rule: Cap | QuietHours | None) -> object:
    classes = rule.classes if rule else ("marketing",)
    return chosen_options(HELD, "both" if len(classes) > 1 else classes[0])


def _wanted(before: MessagingSettings, said: QueryDict) -> MessagingSettings:
    """Return settings with what a form says; what it does not ask for stays."""
    texts: dict[str, Any] = {name: said.get(name, "").strip() for name in TEXTS}
    looks = {name: said.get(f"brand.{name}", getattr(before.brand, name)).strip() for name in BRAND}
    caps = (_cap(said, at) for at in range(MOST_ROWS))
    quiet = (_quiet(said, at) for at in range(MOST_ROWS))
    return replace(
        before,
        **texts,
        caps=tuple(each for each in caps if each),
        quiet_hours=tuple(each for each in quiet if each),
        topics=tuple(_topics(before, said)) if "topic.0.key" in said else before.topics,
        test_numbers=_numbers(said.get("test_numbers", "")) if "test_numbers" in said else before.test_numbers,
        tracks_clicks=said.get("tracks_clicks") == "1",
        brand=replace(before.brand, **looks),
    )


def _numbers(text: str) -> tuple[str, ...]:
    """Return phone numbers however they were listed; within a number spaces mean nothing."""
    found = (each.replace(" ", "").strip() for each in text.replace("\n", ",").split(","))
    return tuple(each for each in found if each)


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


def _topics(before: MessagingSettings, said: QueryDict) -> Iterator[Topic]:
    """Return the topics of a form; names in languages that it does not ask for stay."""
    known = {each.key: dict(each.names) for each in before.topics}
    for at in range(MOST_ROWS):
        key = said.get(f"topic.{at}.key", "").strip()
        if key:
            names = {language: said.get(f"topic.{at}.{language}", "").strip() for language in LANGUAGES}
            told = {**known.get(key, {}), **names}
            yield Topic(key, {language: name for language, name in told.items() if name})


def _classes(said: QueryDict, name: str) -> tuple[Held, ...]:
    match said.get(f"{name}.classes"):
        case "both":
            return ("marketing", "service")
        case "service":
            return ("service",)
        case _:
            return ("marketing",)
