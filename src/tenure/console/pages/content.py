"""Show the content library and the parts that templates share, and write them."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tenure.console.message_wording import CONTENT_KINDS
from tenure.console.presenting.lists import chosen_options
from tenure.kernel.errors import BadInput, Conflict
from tenure.messaging import queries as messaging
from tenure.messaging.rules.content import ContentItem, ContentKind, ContentText
from tenure.messaging.rules.snippets import Snippet, Variant
from tenure.messaging.services.own_sandbox import sandbox
from tenure.messaging.services.save_content import remove_content, save_content
from tenure.messaging.services.save_snippet import remove_snippet, save_snippet
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.signals.queries import segments_shown
from tenure.ui.rules.navigation import Label
from tenure.ui.shell import missing_as_404, page_response, workspace_now

LOCALES: Final = ("en", "ko", "pl")
MOST_VARIANTS: Final = 20
TAKEN: Final = _("This key is in use already; choose another one.")
NO_TIME: Final = _("This is no day and time.")
EMPTY: Final = ContentItem("", ContentKind.ARTICLE, {})


@require_GET
@page("templates.read")
def library(request: StaffRequest) -> HttpResponseBase:
    """Show every item of the library and every shared part."""
    snippets: dict[str, list[Snippet]] = {}
    for each in messaging.snippets(request.workspace.id):
        snippets.setdefault(each.key, []).append(each)
    context = {
        "items": [
            (item, CONTENT_KINDS[item.kind.value], item.texts.get("en") or next(iter(item.texts.values())))
            for item in messaging.content(request.workspace.id)
        ],
        "snippets": [
            (key, [each.locale for each in found], bool(found[0].variants)) for key, found in snippets.items()
        ],
        "can_write": allows(request.role, "templates.write"),
    }
    return page_response(request, "console/content.html", context, now=workspace_now(request))


@require_GET
@page("templates.write")
def content_new(request: StaffRequest) -> HttpResponseBase:
    """Show an empty item."""
    return _item(request, EMPTY, is_new=True)


@require_GET
@page("templates.read")
@missing_as_404
def content_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show an item in all its languages."""
    return _item(request, messaging.content_item(request.workspace.id, key))


@require_POST
@page("templates.write")
def content_save(request: StaffRequest) -> HttpResponseBase:
    """Keep an item of the library."""
    said, workspace_id = request.POST, request.workspace.id
    is_new = said.get("is_new") == "1"
    before = next((each for each in messaging.content(workspace_id) if each.key == said.get("key")), None)
    item = _written(said, before, zone=request.workspace.time_zone)
    if isinstance(item, str):
        return _item(request, before or EMPTY, is_new=is_new, problem=NO_TIME, status=422)
    if is_new and before is not None:
        return _item(request, item, is_new=True, problem=TAKEN, status=422)
    try:
        save_content(workspace_id, item, actor=request.actor, now=workspace_now(request))
    except BadInput as refused:
        return _item(request, item, is_new=is_new, problem=refused.message, status=422)
    return HttpResponseRedirect(reverse("console:content"))


@require_POST
@page("templates.write")
@missing_as_404
def content_delete(request: StaffRequest, key: str) -> HttpResponseBase:
    """Delete an item; refused while a template names it."""
    try:
        remove_content(request.workspace.id, key, actor=request.actor)
    except Conflict as refused:
        found = messaging.content_item(request.workspace.id, key)
        return _item(request, found, problem=refused.message, status=409)
    return HttpResponseRedirect(reverse("console:content"))


@require_GET
@page("templates.write")
def snippet_new(request: StaffRequest) -> HttpResponseBase:
    """Show an empty part."""
    return _snippet(request, Snippet("", "en", ""), is_new=True)


@require_GET
@page("templates.read")
@missing_as_404
def snippet_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show one language of a shared part, or an empty one of a language that the address asks for."""
    found, wanted = messaging.snippet(request.workspace.id, key), request.GET.get("locale", "")
    chosen = next((each for each in found if each.locale == wanted), None)
    if chosen is None:
        chosen = Snippet(key, wanted, found[0].body, found[0].variants) if wanted else found[0]
    return _snippet(request, chosen)


@require_POST
@page("templates.write")
def snippet_save(request: StaffRequest) -> HttpResponseBase:
    """Keep one language of a shared part."""
    said, workspace_id = request.POST, request.workspace.id
    told = (
        (said.get(f"variant.{at}.segment", ""), _lines(said.get(f"variant.{at}.body", "")))
        for at in range(MOST_VARIANTS)
    )
    variants = tuple(Variant(segment, body) for segment, body in told if segment)
    snippet = Snippet(
        said.get("key", "").strip(), said.get("locale", "en").strip(), _lines(said.get("body", "")), variants
    )
    is_new = said.get("is_new") == "1"
    if is_new and any(each.key == snippet.key for each in messaging.snippets(workspace_id)):
        return _snippet(request, snippet, is_new=True, problem=TAKEN, status=422)
    try:
        saved = save_snippet(workspace_id, snippet, sandbox=sandbox(), actor=request.actor, now=workspace_now(request))
    except BadInput as refused:
        return _snippet(request, snippet, is_new=is_new, problem=refused.message, status=422)
    return HttpResponseRedirect(f"{reverse('console:snippet', args=[saved.key])}?locale={saved.locale}")


@require_POST
@page("templates.write")
@missing_as_404
def snippet_delete(request: StaffRequest, key: str) -> HttpResponseBase:
    """Delete a shared part in all its languages; refused while something renders it."""
    try:
        remove_snippet(request.workspace.id, key, actor=request.actor)
    except Conflict as refused:
        found = messaging.snippet(request.workspace.id, key)[0]
        return _snippet(request, found, problem=refused.message, status=409)
    return HttpResponseRedirect(reverse("console:content"))


def _item(
    request: StaffRequest, item: ContentItem, *, is_new: bool = False, problem: str | Label = "", status: int = 200
) -> HttpResponse:
    zone = ZoneInfo(request.workspace.time_zone)
    context = {
        "item": item,
        "is_new": is_new,
        "kinds": chosen_options(CONTENT_KINDS, item.kind.value),
        "texts": [(locale, item.texts.get(locale)) for locale in dict.fromkeys((*LOCALES, *item.texts))],
        "published": item.published_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if item.published_at else "",
        "tags": [(name, " ".join(getattr(item, name))) for name in ("plans", "features", "stages")],
        "problem": problem,
        "can_write": allows(request.role, "templates.write"),
    }
    return _shown(request, "console/content_item.html", context, status)


def _snippet(
    request: StaffRequest, snippet: Snippet, *, is_new: bool = False, problem: str | Label = "", status: int = 200
) -> HttpResponse:
    segments = [each.key for each in segments_shown(request.workspace.id)]
    known = [each.locale for each in messaging.snippets(request.workspace.id) if each.key == snippet.key]
    context = {
        "snippet": snippet,
        "is_new": is_new,
        "variants": [*snippet.variants, None],
        "segments": segments,
        "locales": sorted({*LOCALES, *known}),
        "known": known,
        "problem": problem,
        "can_write": allows(request.role, "templates.write"),
    }
    return _shown(request, "console/snippet.html", context, status)


def _shown(request: StaffRequest, template: str, context: dict[str, object], status: int) -> HttpResponse:
    response = page_response(request, template, context, now=workspace_now(request))
    response.status_code = status
    return response


def _written(said: QueryDict, before: ContentItem | None, *, zone: str) -> ContentItem | str:
    """Return the item that a form describes, or what cannot be read as a time."""
    wanted = said.get("published_at", "").strip()
    try:
        published = datetime.fromisoformat(wanted).replace(tzinfo=ZoneInfo(zone)) if wanted else None
    except ValueError:
        return wanted
    locales = dict.fromkeys((*LOCALES, *(before.texts if before else ())))
    texts = {locale: _text(said, locale) for locale in locales}
    kinds = [each for each in ContentKind if each.value == said.get("kind")]
    return ContentItem(
        key=said.get("key", "").strip(),
        kind=kinds[0] if kinds else ContentKind.ARTICLE,
        texts={locale: text for locale, text in texts.items() if text.title or text.url},
        published_at=published,
        plans=tuple(said.get("plans", "").split()),
        features=tuple(said.get("features", "").split()),
        stages=tuple(said.get("stages", "").split()),
    )


def _text(said: QueryDict, locale: str) -> ContentText:
    title, url, summary, body = (
        _lines(said.get(f"{locale}.{name}", "")).strip() for name in ("title", "url", "summary", "body")
    )
    return ContentText(title, url, summary, body)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
