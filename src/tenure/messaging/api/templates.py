"""Keep templates by API."""

from dataclasses import asdict
from typing import Any

from ninja import Router, Schema, Status
from pydantic import Field

from tenure.kernel.errors import BadInput
from tenure.messaging import queries
from tenure.messaging.rules.findings import Severity
from tenure.messaging.rules.rendering import EMAIL
from tenure.messaging.rules.templates import MessageClass, Syntax, Template
from tenure.messaging.services.own_sandbox import sandbox
from tenure.messaging.services.preview_template import filled, preview_template
from tenure.messaging.services.save_template import save_template
from tenure.messaging.services.send_test import send_test
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["messages"])


class TemplateIn(Strict):
    """One language of a template: Liquid in every field, the body as MJML or as plain HTML.

    Variables start with `customer` (traits and `user_id`), `workspace` (`name`) or `message` (`id`, `at`,
    `locale`, `unsubscribe_url`, `preferences_url`), `brand`, `content` or `segments`.
    Snippets are shown by `{% render 'key' %}`. A variable the customer does not have refuses the message,
    unless the template has a `default`.
    """

    channel: str = "email"
    message_class: MessageClass = Field(
        MessageClass.MARKETING, alias="class", description="Marketing goes only to customers who agreed to it."
    )
    subject: str = Field("", max_length=1_000, description="A mail needs one.")
    mjml: str | None = Field(None, max_length=500_000, description="The body as MJML, or else `liquid`.")
    liquid: str | None = Field(None, max_length=500_000, description="The body as HTML, or else `mjml`.")
    text: str = Field("", max_length=500_000, description="The plain-text part; written from the body when empty.")
    locale: str = Field("en", description="Which customers read it, by their trait `locale`; `en` when none fits.")


class TemplateSaved(Schema):
    """Which version the template is now."""

    key: str
    locale: str
    version: int


class TemplateOut(Schema):
    """The current version of one language of a template."""

    key: str
    locale: str
    version: int
    channel: str
    message_class: MessageClass = Field(serialization_alias="class")
    subject: str
    mjml: str | None
    liquid: str | None
    text: str


class RenderIn(Strict):
    """A source, and what to fill it with."""

    liquid: str | None = Field(None, max_length=500_000, description="HTML with Liquid, or else `mjml`.")
    mjml: str | None = Field(None, max_length=500_000, description="MJML with Liquid, or else `liquid`.")
    data: dict[str, Any] = Field({}, description='Every variable by name, such as `{"customer": {"name": "Ann"}}`.')
    partials: dict[str, str] = Field({}, description="Snippets by key, beside those of the workspace.")


class RenderedOut(Schema):
    """The source with its variables filled in; MJML comes as HTML."""

    output: str


class PreviewIn(Strict):
    """For whom, and in which language if not theirs."""

    customer: str = Field(description="Public id or user id.")
    locale: str | None = None


class FindingOut(Schema):
    """One thing to see to. What is `lawful` stops the message; `warning` and `hint` are advice."""

    severity: Severity
    code: str
    field: str
    message: str


class PreviewOut(Schema):
    """A message as the customer would get it now. The ways out of it lead nowhere."""

    locale: str
    version: int
    subject: str
    html: str
    text: str
    findings: list[FindingOut]


class TestSendIn(Strict):
    """To whom, and as which customer would get it."""

    to: str = Field(
        "",
        max_length=254,
        description="Mail: a member of the team. SMS: a number of `test_numbers`. Where messages go to the catcher, "
        "anybody. Other channels need none: they go where they lead, or into the inbox of `customer`.",
    )
    customer: str = Field(description="Public id or user id.")


class TestSent(Schema):
    """The message that is on its way."""

    message: str


class Templates(Schema):
    """Templates by key and locale."""

    items: list[TemplateOut]
    next_cursor: str | None


@router.post("/templates/render", response=RenderedOut, auth=requires("templates.read"))
def render_source(request: ApiRequest, payload: RenderIn) -> RenderedOut:
    """Fill Liquid or MJML with any data; nothing is kept or sent. A missing variable is named in `field`."""
    workspace = request.auth.workspace
    syntax, source = _body(payload.mjml, payload.liquid)
    output = filled(
        workspace,
        source,
        syntax=syntax,
        data=payload.data,
        partials=payload.partials,
        sandbox=sandbox(),
        now=workspace.clock.at(real_now()),
    )
    return RenderedOut(output=output)


@router.post("/templates/{key}/preview", response=PreviewOut, auth=requires("customers.read"))
def preview(request: ApiRequest, key: str, payload: PreviewIn) -> PreviewOut:
    """Show what a template says to a customer now, and what to see to before it is sent."""
    workspace = request.auth.workspace
    found = preview_template(
        workspace,
        key,
        customer_key=payload.customer,
        locale=payload.locale,
        sandbox=sandbox(),
        now=workspace.clock.at(real_now()),
    )
    return PreviewOut(
        locale=found.template.locale,
        version=found.template.version,
        subject=found.rendered.subject,
        html=found.rendered.html,
        text=found.rendered.text,
        findings=[FindingOut(**asdict(each)) for each in found.findings],
    )


@router.post("/templates/{key}/test-send", response={202: TestSent}, auth=requires("templates.write"))
def test_send(request: ApiRequest, key: str, payload: TestSendIn) -> Status[TestSent]:
    """Send a template, as a customer would get it, to the team over its channel; it begins with `[Test]`."""
    workspace = request.auth.workspace
    message = send_test(
        workspace,
        key,
        to=payload.to,
        customer_key=payload.customer,
        actor=request.auth.actor,
        now=workspace.clock.at(real_now()),
    )
    return Status(202, TestSent(message=message))


@router.put("/templates/{key}", response=TemplateSaved, auth=requires("templates.write"))
def write_template(request: ApiRequest, key: str, payload: TemplateIn) -> TemplateSaved:
    """Save one language of a template; the same content again is the same version."""
    workspace = request.auth.workspace
    # What is read as text, such as an SMS, needs no other body.
    is_text_only = payload.channel != EMAIL and bool(payload.text) and payload.mjml is None
    syntax, body = _body(payload.mjml, payload.liquid or "" if is_text_only else payload.liquid)
    saved = save_template(
        workspace.id,
        Template(
            key=key,
            locale=payload.locale,
            channel=payload.channel,
            message_class=payload.message_class,
            subject=payload.subject,
            syntax=syntax,
            body=body,
            text=payload.text,
        ),
        sandbox=sandbox(),
        actor=request.auth.actor,
        now=workspace.clock.at(real_now()),
    )
    return TemplateSaved(key=saved.key, locale=saved.locale, version=saved.version)


@router.get("/templates", response=Templates, by_alias=True, auth=requires("templates.read"))
def read_templates(request: ApiRequest) -> Templates:
    """Return the current version of every language of every template."""
    found = queries.templates(request.auth.workspace.id)
    return Templates(items=[_template(each) for each in found], next_cursor=None)


@router.get("/templates/{key}", response=Templates, by_alias=True, auth=requires("templates.read"))
def read_template(request: ApiRequest, key: str) -> Templates:
    """Return the current version of every language of a template."""
    found = queries.template(request.auth.workspace.id, key)
    return Templates(items=[_template(each) for each in found], next_cursor=None)


def _body(mjml: str | None, liquid: str | None) -> tuple[Syntax, str]:
    if mjml is not None and liquid is not None:
        raise BadInput("Give the body once: as `mjml` or as `liquid`.", field="liquid")
    if mjml is not None:
        return "mjml", mjml
    if liquid is not None:
        return "liquid", liquid
    raise BadInput("Give the body: `mjml` (recommended), or `liquid` for HTML of your own.", field="mjml")


def _template(template: Template) -> TemplateOut:
    return TemplateOut(
        key=template.key,
        locale=template.locale,
        version=template.version,
        channel=template.channel,
        message_class=template.message_class,
        subject=template.subject,
        mjml=template.body if template.syntax == "mjml" else None,
        liquid=template.body if template.syntax == "liquid" else None,
        text=template.text,
    )
