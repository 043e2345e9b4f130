"""Keep templates and show messages by API."""

from datetime import datetime
from functools import cache

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tenure.customers.queries import by_ids, customer
from tenure.kernel.errors import BadInput, NotFound
from tenure.messaging import queries
from tenure.messaging.renderer.sandbox import Sandbox
from tenure.messaging.rules.messages import CaughtMail, Message
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.templates import MessageClass, Syntax, Template
from tenure.messaging.services.save_template import save_template
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["messages"])


class TemplateIn(Strict):
    """One language of a template: Liquid in every field, the body as MJML or as plain HTML.

    Variables start with `customer` (traits and `user_id`), `workspace` (`name`) or `message` (`id`, `at`).
    A variable the customer does not have refuses the message, unless the template has a `default`.
    """

    channel: str = "email"
    message_class: MessageClass = Field(
        MessageClass.MARKETING, alias="class", description="Marketing goes only to customers who agreed to it."
    )
    subject: str = Field(max_length=1_000)
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


class Templates(Schema):
    """Templates by key and locale."""

    items: list[TemplateOut]
    next_cursor: str | None


class MessageOut(Schema):
    """One message. Class, subject, address and Message-ID are null until it is written."""

    id: str
    message_id: str | None = Field(description="The Message-ID header; the same on every repeat.")
    customer: str
    state: MessageState
    reason: str = Field(description="Why it is where it is; empty when there is nothing to say.")
    message_class: MessageClass | None = Field(serialization_alias="class")
    channel: str
    template: str
    subject: str | None
    to: str | None
    queued_at: datetime
    sent_at: datetime | None


class Header(Schema):
    """One header of a mail, decoded."""

    name: str
    value: str


class MessageDetail(MessageOut):
    """One message and what it says, read from the very bytes that were sent."""

    html: str
    text: str
    headers: list[Header]


class Messages(Schema):
    """Messages, newest first."""

    items: list[MessageOut]
    next_cursor: str | None


class Page(Schema):
    """Which part of a list is wanted: `cursor` is the `next_cursor` of the page before."""

    limit: int = Field(50, ge=1, le=500)
    cursor: int | None = None


class CaughtOut(Schema):
    """A mail that the built-in catcher of a test workspace kept instead of letting it out."""

    id: int
    message: str = Field(description="Public id of the message that it is.")
    from_address: str
    to: str
    subject: str
    caught_at: datetime


class CaughtMails(Schema):
    """Caught mails, newest first."""

    items: list[CaughtOut]
    next_cursor: str | None


class Filter(Page):
    """Which messages are wanted."""

    customer: str | None = Field(None, description="Public id or user id.")
    state: MessageState | None = None


@router.put("/templates/{key}", response=TemplateSaved, auth=requires("templates.write"))
def write_template(request: ApiRequest, key: str, payload: TemplateIn) -> TemplateSaved:
    """Save one language of a template; the same content again is the same version."""
    workspace = request.auth.workspace
    syntax, body = _body(payload)
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
        sandbox=_sandbox(),
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


@router.get("/messages", response=Messages, by_alias=True, auth=requires("messages.read"))
def read_messages(request: ApiRequest, wanted: Query[Filter]) -> Messages:
    """Return the newest messages, of one customer or in one state when asked."""
    workspace_id = request.auth.workspace.id
    customer_id = customer(workspace_id, wanted.customer).id if wanted.customer else None
    return _page(workspace_id, wanted, customer_id=customer_id, state=wanted.state)


@router.get("/customers/{path:customer_key}/messages", response=Messages, by_alias=True, auth=requires("messages.read"))
def read_customer_messages(request: ApiRequest, customer_key: str, page: Query[Page]) -> Messages:
    """Return a customer's newest messages."""
    workspace_id = request.auth.workspace.id
    return _page(workspace_id, page, customer_id=customer(workspace_id, customer_key).id, state=None)


@router.get("/messages/{message}", response=MessageDetail, by_alias=True, auth=requires("messages.read"))
def read_message(request: ApiRequest, message: str) -> MessageDetail:
    """Return a message and what it says."""
    found = queries.message(request.auth.workspace.id, message)
    mail = found.mail
    return MessageDetail(
        **_shown(request.auth.workspace.id, [found])[0].dict(),
        html=mail.html,
        text=mail.text,
        headers=[Header(name=name, value=value) for name, value in mail.headers],
    )


@router.get("/messages/{message}/raw", auth=requires("messages.read"))
def read_raw_message(request: ApiRequest, message: str) -> HttpResponse:
    """Return a message as the exact bytes that were sent."""
    found = queries.message(request.auth.workspace.id, message)
    if found.raw is None:
        raise NotFound(f"The message {message!r} is {found.state}; it has not been written.", field="message")
    return HttpResponse(found.raw, content_type="message/rfc822")


@router.get("/catcher", response=CaughtMails, auth=requires("messages.read"))
def read_caught_mails(request: ApiRequest, page: Query[Page]) -> CaughtMails:
    """Return the newest mails that the built-in catcher of a test workspace kept."""
    found = queries.caught(request.auth.workspace.id, limit=page.limit + 1, before=page.cursor)
    items = found[: page.limit]
    more = str(items[-1].id) if len(found) > page.limit else None
    return CaughtMails(items=[_caught(mail) for mail in items], next_cursor=more)


@router.get("/catcher/{mail}/raw", auth=requires("messages.read"))
def read_raw_caught_mail(request: ApiRequest, mail: int) -> HttpResponse:
    """Return a caught mail as the exact bytes that came over SMTP."""
    found = queries.caught_message(request.auth.workspace.id, mail)
    return HttpResponse(found.raw, content_type="message/rfc822")


@cache
def _sandbox() -> Sandbox:
    """Return this process's own."""
    return Sandbox()


def _body(payload: TemplateIn) -> tuple[Syntax, str]:
    if payload.mjml is not None and payload.liquid is not None:
        raise BadInput("Give the body once: as `mjml` or as `liquid`.", field="liquid")
    if payload.mjml is not None:
        return "mjml", payload.mjml
    if payload.liquid is not None:
        return "liquid", payload.liquid
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


def _page(workspace_id: int, page: Page, *, customer_id: int | None, state: MessageState | None) -> Messages:
    found = queries.messages(
        workspace_id, customer_id=customer_id, state=state, limit=page.limit + 1, before=page.cursor
    )
    items = found[: page.limit]
    more = str(items[-1].id) if len(found) > page.limit else None
    return Messages(items=_shown(workspace_id, items), next_cursor=more)


def _caught(mail: CaughtMail) -> CaughtOut:
    return CaughtOut(
        id=mail.id,
        message=mail.message_id,
        from_address=mail.from_address,
        to=mail.to_address,
        subject=mail.subject,
        caught_at=mail.caught_at,
    )


def _shown(workspace_id: int, messages: list[Message]) -> list[MessageOut]:
    names = by_ids(workspace_id, [message.customer_id for message in messages])
    public_ids = dict(names.select("customer_id", "public_id").iter_rows())
    return [
        MessageOut(
            id=message.public_id,
            message_id=message.message_id_header,
            customer=public_ids[message.customer_id],
            state=message.state,
            reason=message.reason,
            message_class=message.message_class,
            channel=message.channel,
            template=message.template,
            subject=message.subject,
            to=message.to_address,
            queued_at=message.queued_at,
            sent_at=message.sent_at,
        )
        for message in messages
    ]
