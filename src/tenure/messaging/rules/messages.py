"""Describe a message in the outbox, and a mail that the catcher caught."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tenure.messaging.rules.mime import Mail, read_mail
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.templates import MessageClass

RUN: Final = "enrollment"
MAIL: Final = "email"
TEST: Final = "test"
_NOTHING = Mail("", "", "", ())


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one customer. What it says is read from the bytes that were sent, never kept twice.

    Class, address, subject, `raw` and the like are None until the message is written; lists come without `raw`.
    """

    id: int
    public_id: str
    customer_id: int
    state: MessageState
    reason: str
    channel: str
    template: str
    template_version: int | None
    locale: str | None
    message_class: MessageClass | None
    journey: str | None
    subject: str | None
    to_address: str | None
    message_id_header: str | None
    queued_at: datetime
    due_at: datetime
    expires_at: datetime
    sent_at: datetime | None
    attempt_count: int
    raw: bytes | None
    node: str | None = None
    arm: str | None = None
    source_run: str = ""
    topic: str | None = None
    priority: int = 50
    keeps_expiry: bool = False
    delivered_at: datetime | None = None
    bounced_at: datetime | None = None
    complained_at: datetime | None = None
    opened_at: datetime | None = None
    seen_at: datetime | None = None
    clicked_at: datetime | None = None
    inline: str | None = None

    @property
    def enrollment(self) -> str | None:
        """Return the public id of the run that asked for it; None when no journey did."""
        number = self.source_run.removeprefix(f"{RUN}:")
        return f"enr_{number}" if number != self.source_run else None

    @property
    def is_test(self) -> bool:
        """Return whether a team member sent it to see it: it goes where they said, and is no marketing to anybody."""
        return self.source_run.startswith(f"{TEST}:")

    @property
    def deferred_until(self) -> datetime | None:
        """Return until when a queued message is held back; None when nothing holds it."""
        is_held = self.state == MessageState.QUEUED and self.reason != "" and self.due_at > self.queued_at
        return self.due_at if is_held else None

    @property
    def about(self) -> dict[str, str | None]:
        """Return what every event about this message says of it."""
        return {
            "message": self.public_id,
            "channel": self.channel,
            "template": self.template,
            "journey": self.journey,
            "enrollment": self.enrollment,
            "node": self.node,
            "arm": self.arm,
        }

    @property
    def mail(self) -> Mail:
        """Return what the sent bytes say; over other channels than mail they are a text."""
        return _NOTHING if self.raw is None else _said(self.raw, channel=self.channel)

    @property
    def html(self) -> str:
        """Return the HTML part."""
        return self.mail.html

    @property
    def text(self) -> str:
        """Return the plain-text part."""
        return self.mail.text


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """A mail as it reached the built-in catcher; `message_id` is the public id of the message."""

    id: int
    message_id: str
    from_address: str
    to_address: str
    caught_at: datetime
    raw: bytes
    channel: str = MAIL

    @property
    def mail(self) -> Mail:
        """Return what the caught bytes say."""
        return _said(self.raw, channel=self.channel)

    @property
    def subject(self) -> str:
        """Return the subject."""
        return self.mail.subject

    @property
    def html(self) -> str:
        """Return the HTML part."""
        return self.mail.html

    @property
    def text(self) -> str:
        """Return the plain-text part."""
        return self.mail.text


def _said(raw: bytes, *, channel: str) -> Mail:
    return read_mail(raw) if channel == MAIL else Mail("", "", raw.decode(errors="replace"), ())
