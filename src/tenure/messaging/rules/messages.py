"""Describe a message in the outbox, and a mail that the catcher caught."""

from dataclasses import dataclass
from datetime import datetime

from tenure.messaging.rules.mime import Mail, read_mail
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.templates import MessageClass

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

    @property
    def mail(self) -> Mail:
        """Return what the sent bytes say."""
        return _NOTHING if self.raw is None else read_mail(self.raw)

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

    @property
    def mail(self) -> Mail:
        """Return what the caught bytes say."""
        return read_mail(self.raw)

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
