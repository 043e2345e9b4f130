"""Show messages, and what the catcher kept, by API."""

from datetime import datetime

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tenure.customers.queries import by_ids, customer
from tenure.kernel.errors import NotFound
from tenure.messaging import queries
from tenure.messaging.rules.messages import CaughtMail, Message
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.templates import MessageClass
from tenure.platform.api import ApiRequest, requires

router = Router(tags=["messages"])


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
    journey: str | None
    enrollment: str | None = Field(description="Public id of the run that asked for it.")
    node: str | None
    arm: str | None
    topic: str | None
    priority: int = Field(description="Of several that a frequency cap holds, the highest goes first.")
    queued_at: datetime
    deferred_until: datetime | None = Field(description="Until when `reason` holds it back, while it is queued.")
    expires_at: datetime = Field(description="It is refused when it has not left by then.")
    sent_at: datetime | None
    delivered_at: datetime | None
    bounced_at: datetime | None
    complained_at: datetime | None
    opened_at: datetime | None
    clicked_at: datetime | None


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
            journey=message.journey,
            enrollment=message.enrollment,
            node=message.node,
            arm=message.arm,
            topic=message.topic,
            priority=message.priority,
            queued_at=message.queued_at,
            deferred_until=message.deferred_until,
            expires_at=message.expires_at,
            sent_at=message.sent_at,
            delivered_at=message.delivered_at,
            bounced_at=message.bounced_at,
            complained_at=message.complained_at,
            opened_at=message.opened_at,
            clicked_at=message.clicked_at,
        )
        for message in messages
    ]
