"""Show templates, and write them: each language with a preview for a real customer, a check and a test send."""

from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tenure.console import queries
from tenure.console.message_wording import CHANNELS, CLASSES
from tenure.console.pages.mails import body_response
from tenure.console.presenting.lists import chosen_options, message_lines
from tenure.customers.queries import customers
from tenure.kernel.errors import BadInput, MissingVariable, NotFound
from tenure.messaging import queries as messaging
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.rendering import EMAIL
from tenure.messaging.rules.templates import MessageClass, Template
from tenure.messaging.services.own_sandbox import sandbox
from tenure.messaging.services.preview_template import Preview, preview_template
from tenure.messaging.services.save_template import save_template
from tenure.messaging.services.send_test import send_test
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.ui.rules.navigation import Label
from tenure.ui.shell import missing_as_404, page_response, workspace_now

PAGE: Final = "console/template.html"
TEST_SENT: Final = _("It is on its way; what becomes of it is listed under the tests.")
TESTS: Final = 5
START: Final = """{% render 'mail_top', title: brand.name %}
<mj-text mj-class="lead">{% render 'greeting' %},</mj-text>
<mj-text></mj-text>
<mj-text>{% render 'sign_off' %}</mj-text>
{% render 'mail_end' %}
"""
PLAIN_START: Final = Template("", "en", "email", MessageClass.MARKETING, "", "mjml", START)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One language of a template as somebody writes it, what is wrong with it, and what was done."""

    template: Template
    is_new: bool = False
    problem: str | Label = ""
    field: str = ""
    notice: str | Label = ""


@require_GET
@page("templates.read")
def template_list(request: StaffRequest) -> HttpResponseBase:
    """Show every template with its languages."""
    found: dict[str, list[Template]] = {}
    for each in messaging.templates(request.workspace.id):
        found.setdefault(each.key, []).append(each)
    lines = [
        {
            "key": key,
            "locales": [each.locale for each in variants],
            "channel": CHANNELS.get(variants[0].channel, variants[0].channel),
            "class": CLASSES[variants[0].message_class],
            "subject": variants[0].subject,
            "version": max(each.version for each in variants),
        }
        for key, variants in found.items()
    ]
    context = {"templates": lines, "can_write": allows(request.role, "templates.write")}
    return page_response(request, "console/templates.html", context, now=workspace_now(request))


@require_GET
@page("templates.write")
def template_new(request: StaffRequest) -> HttpResponseBase:
    """Show a template that greets and says nothing yet."""
    return _sheet(request, Sheet(PLAIN_START, is_new=True))


@require_GET
@page("templates.read")
@missing_as_404
def template_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show one language of a template, or an empty one of a language that the address asks for."""
    variants = messaging.template(request.workspace.id, key)
    wanted = request.GET.get("locale", "")
    chosen = next((each for each in variants if each.locale == wanted), None)
    if chosen is None:
        # A new language begins as another one is now.
        chosen = replace(variants[0], locale=wanted, version=0) if wanted else variants[0]
    return _sheet(request, Sheet(chosen))


@require_POST
@page("templates.write")
def template_save(request: StaffRequest) -> HttpResponseBase:
    """Keep one language of a template as its next version."""
    written, is_new = _written(request.POST), request.POST.get("is_new") == "1"
    now = workspace_now(request)
    if is_new and any(each.key == written.key for each in messaging.templates(request.workspace.id)):
        taken = gettext("A template with this key is there already; choose another key.")
        return _sheet(request, Sheet(written, is_new=True, problem=taken, field="key"), status=422)
    try:
        saved = save_template(request.workspace.id, written, sandbox=sandbox(), actor=request.actor, now=now)
    except BadInput as refused:
        return _sheet(request, Sheet(written, is_new, refused.message, refused.field or ""), status=422)
    address = reverse("console:template", args=[saved.key])
    return HttpResponseRedirect(f"{address}?locale={saved.locale}")


@require_POST
@page("templates.write")
@missing_as_404
def template_test(request: StaffRequest, key: str) -> HttpResponseBase:
    """Send a template to a member of the team, as a customer would get it."""
    said, now = request.POST, workspace_now(request)
    variants = messaging.template(request.workspace.id, key)
    template = next((each for each in variants if each.locale == said.get("locale")), variants[0])
    to, who = (said.get(name, "").strip() for name in ("to", "customer"))
    try:
        send_test(request.workspace, key, to=to, customer_key=who, actor=request.actor, now=now)
    except (BadInput, NotFound) as refused:
        return _sheet(request, Sheet(template, problem=refused.message, field=refused.field or ""), status=422)
    return _sheet(request, Sheet(template, notice=TEST_SENT))


@require_GET
@page("messages.read")
def template_tests(request: StaffRequest, key: str) -> HttpResponse:
    """Show what became of the newest tests of a template; the page asks again while one is on its way."""
    context = {"template_key": key, **_tests(request, key)}
    return page_response(request, "console/parts/template_tests.html", context, now=workspace_now(request))


@require_GET
@page("customers.read")
@missing_as_404
def template_body(request: StaffRequest, key: str) -> HttpResponse:
    """Return what a template says to a customer, for a frame that can do nothing with it but show it."""
    found = _preview(request, key, request.GET.get("customer", ""), request.GET.get("locale") or None)
    return body_response(found.rendered.html)


def _tests(request: StaffRequest, key: str) -> dict[str, object]:
    """Return the newest tests of a template with what was sent."""
    workspace_id = request.workspace.id
    found = messaging.sent_tests(workspace_id, key, limit=TESTS)
    lines = message_lines(found, queries.people(workspace_id, [each.customer_id for each in found]))
    return {
        "tests": list(zip(found, lines, strict=True)),
        "is_under_way": any(each.state == MessageState.QUEUED and not each.reason for each in found),
    }


def _sheet(request: StaffRequest, sheet: Sheet, *, status: int = 200) -> HttpResponse:
    workspace_id, template = request.workspace.id, sheet.template
    can_preview = not sheet.is_new and template.version > 0 and allows(request.role, "customers.read")
    customer = _customer(request) if can_preview else ""
    shown, obstacle = _shown(request, template, customer) if customer else (None, "")
    variants = [] if sheet.is_new else messaging.variants(workspace_id, [template.key])
    body = f"?customer={customer}&locale={template.locale}"
    context = {
        "template": template,
        "is_new": sheet.is_new,
        "problem": sheet.problem,
        "field": sheet.field,
        "notice": sheet.notice,
        "locales": sorted({*(each.locale for each in variants), "en", "ko", "pl"}),
        "known": {each.locale for each in variants},
        "channels": chosen_options(
            {each: CHANNELS.get(each, each) for each in sorted({*CHANNELS, template.channel})}, template.channel
        ),
        # A body that stands in for the text is shown; a text needs no other.
        "is_text_only": template.channel != EMAIL and (bool(template.text) or not template.body),
        "is_set_up": template.channel in messaging.kinds_set_up(workspace_id),
        "sees_messages": allows(request.role, "messages.read"),
        "template_key": template.key,
        **(_tests(request, template.key) if template.version else {"tests": (), "is_under_way": False}),
        "classes": chosen_options(CLASSES, template.message_class),
        "customer": customer,
        "preview": shown,
        "obstacle": obstacle,
        "body_url": reverse("console:template_body", args=[template.key]) + body if shown else "",
        "can_write": allows(request.role, "templates.write"),
        "test_numbers": messaging.settings_of(workspace_id).test_numbers,
        "email": request.user.get_username(),
    }
    response = page_response(request, PAGE, context, now=workspace_now(request))
    response.status_code = status
    return response


def _customer(request: StaffRequest) -> str:
    """Return for whom a preview is: as asked for, else whoever came last."""
    asked = request.GET.get("customer", request.POST.get("customer", "")).strip()
    return asked or next((each.public_id for each in customers(request.workspace.id, limit=1)), "")


def _shown(request: StaffRequest, template: Template, customer: str) -> tuple[Preview | None, str]:
    try:
        return _preview(request, template.key, customer, template.locale), ""
    except (BadInput, MissingVariable, NotFound) as refused:
        return None, refused.message


def _preview(request: StaffRequest, key: str, customer: str, locale: str | None) -> Preview:
    now = workspace_now(request)
    return preview_template(request.workspace, key, customer_key=customer, locale=locale, sandbox=sandbox(), now=now)


def _written(said: QueryDict) -> Template:
    wanted, channel = said.get("class", ""), said.get("channel", EMAIL)
    text = said.get("text", "").replace("\r\n", "\n")
    # What is read as text needs no other body: that of a mail, with which a form begins, is left out.
    is_text_only = channel != EMAIL and bool(text.strip())
    return Template(
        key=said.get("key", "").strip(),
        locale=said.get("locale", "en").strip(),
        channel=channel,
        message_class=MessageClass(wanted) if wanted in CLASSES else MessageClass.MARKETING,
        subject=said.get("subject", "").strip(),
        syntax="liquid" if said.get("syntax") == "liquid" or is_text_only else "mjml",
        body="" if is_text_only else said.get("body", "").replace("\r\n", "\n"),
        text=text,
    )
