"""Show playbooks and what they would say, and install them."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from tenure.console.message_wording import CHANNELS, CLASSES
from tenure.console.pages.mails import body_response
from tenure.console.presenting.playbooks import name_fields, plan_groups, playbook_card, step_lines
from tenure.kernel.errors import BadInput
from tenure.messaging.services.own_sandbox import sandbox
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.playbooks import queries
from tenure.playbooks.rules.playbooks import LOCALES, in_locales
from tenure.playbooks.rules.views import PlaybookView
from tenure.playbooks.services.install_playbook import Wish, install_playbook, planned_playbook
from tenure.playbooks.services.preview_playbook import preview_playbook
from tenure.ui.shell import missing_as_404, page_response, workspace_now

# A playbook brings each of these.
WRITES = ("journeys.write", "templates.write", "segments.write", "traits.write")


@require_GET
@page("templates.read")
def playbook_list(request: StaffRequest) -> HttpResponseBase:
    """Show every playbook: what it does, what it needs, and whether that arrives."""
    now = workspace_now(request)
    cards = [playbook_card(each) for each in queries.playbooks(request.workspace.id, now=now)]
    return page_response(request, "console/playbooks.html", {"playbooks": cards}, now=now)


@require_GET
@page("templates.read")
@missing_as_404
def playbook_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show a playbook, what installing it would do, and each of its messages in each language."""
    view = queries.playbook_view(request.workspace.id, key, now=workspace_now(request))
    return _shown(request, view, Wish())


@require_POST
@page("journeys.write")
@missing_as_404
def playbook_install(request: StaffRequest, key: str) -> HttpResponseBase:
    """Bring a playbook into the workspace, and go to its journey, which is a draft."""
    now, said = workspace_now(request), request.POST
    view = queries.playbook_view(request.workspace.id, key, now=now)
    names = {name: said.get(f"name.{name}", "").strip() or used for name, used in view.said_names.items()}
    wish = Wish(tuple(each for each in LOCALES if each in said.getlist("locale")), names)
    try:
        done = install_playbook(request.workspace.id, key, wish, actor=request.actor, now=now)
    except BadInput as refused:
        return _shown(request, view, Wish(), problem=refused.message)
    if done.problems:
        return _shown(request, view, Wish(), problem=done.problems[0].sentence())
    return HttpResponseRedirect(reverse("console:journey", args=[view.journeys[0].key]))


@require_GET
@page("templates.read")
@missing_as_404
def playbook_body(request: StaffRequest, key: str) -> HttpResponse:
    """Return a message of a playbook for a frame that can do nothing with it but show it."""
    template, locale = request.GET.get("template", ""), request.GET.get("locale", "")
    return body_response(
        preview_playbook(
            request.workspace, key, template=template, locale=locale, sandbox=sandbox(), now=workspace_now(request)
        ).html
    )


def _shown(request: StaffRequest, view: PlaybookView, wish: Wish, *, problem: str = "") -> HttpResponse:
    key, workspace_id = view.book.key, request.workspace.id
    plan = planned_playbook(workspace_id, key, wish)
    locale = _locale(request)
    messages = in_locales(view.book, (locale,)).templates
    template = _template(request, [name for name, _ in messages])
    said = preview_playbook(
        request.workspace, key, template=template, locale=locale, sandbox=sandbox(), now=workspace_now(request)
    )
    context = {
        "card": playbook_card(view),
        "names": name_fields(view),
        "groups": plan_groups(plan.changes),
        "steps": step_lines(queries.steps(workspace_id, view)),
        "locales": LOCALES,
        "locale": locale,
        "template": template,
        "messages": [
            (name, CHANNELS.get(str(about["channel"]), about["channel"]), CLASSES[str(about["class"])])
            for name, about in messages
        ],
        "preview": said,
        "body_url": f"{reverse('console:playbook_body', args=[key])}?template={template}&locale={locale}",
        "problem": problem,
        "can_install": all(allows(request.role, each) for each in WRITES),
    }
    response = page_response(request, "console/playbook.html", context, now=workspace_now(request))
    response.status_code = 422 if problem else 200
    return response


def _locale(request: HttpRequest) -> str:
    """Return the language of the texts that is asked for, else the reader's."""
    for asked in (request.GET.get("locale"), (get_language() or "en")[:2]):
        if asked in LOCALES:
            return asked
    return LOCALES[0]


def _template(request: HttpRequest, known: list[str]) -> str:
    asked = request.GET.get("template", "")
    return asked if asked in known else known[0]
