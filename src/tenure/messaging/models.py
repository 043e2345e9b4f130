"""Tables of messaging: templates, the outbox, and mail that the built-in catcher caught."""

from datetime import datetime
from typing import ClassVar, Self, cast

from django.db import models
from django.db.models import Q

from tenure.messaging.rules.messages import CaughtMail, Message
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.templates import MessageClass, Syntax, Template


class TemplateRow(models.Model):
    """One version of one language of a template; versions are added, never changed."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=100)
    locale = models.CharField(max_length=20)
    version = models.IntegerField()
    channel = models.CharField(max_length=20)
    message_class = models.CharField(max_length=20, choices=[(each, each) for each in MessageClass])
    subject = models.TextField()
    syntax = models.CharField(max_length=10, choices=[("mjml", "mjml"), ("liquid", "liquid")])
    body = models.TextField()
    text = models.TextField()
    is_current = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_template"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "key", "locale", "version"], name="messaging_template_version_once"
            ),
            models.UniqueConstraint(
                fields=["workspace", "key", "locale"],
                condition=Q(is_current=True),
                name="messaging_template_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.locale} {self.version}"

    @classmethod
    def of(cls, template: Template, *, workspace_id: int, now: datetime) -> Self:
        """Return the row of a version that is current from now on."""
        return cls(
            workspace_id=workspace_id,
            key=template.key,
            locale=template.locale,
            version=template.version,
            channel=template.channel,
            message_class=template.message_class.value,
            subject=template.subject,
            syntax=template.syntax,
            body=template.body,
            text=template.text,
            is_current=True,
            created_at=now,
        )

    def to_value(self) -> Template:
        """Return the variant as a value."""
        return Template(
            key=self.key,
            locale=self.locale,
            channel=self.channel,
            message_class=MessageClass(self.message_class),
            subject=self.subject,
            syntax=cast("Syntax", self.syntax),
            body=self.body,
            text=self.text,
            version=self.version,
        )


class MessageRow(models.Model):
    """One message to one customer, from the wish to send it to its end: a row of the outbox."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    public_id = models.CharField(max_length=40, unique=True)
    customer = models.ForeignKey("customers.CustomerRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    source_kind = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    journey = models.CharField(max_length=100, null=True)  # noqa: DJ001 - null says that no journey asked
    channel = models.CharField(max_length=20)
    template = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=[(each, each) for each in MessageState])
    reason = models.TextField()
    attempt_count = models.IntegerField()
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # What was written when it was first tried; a repeat sends the same bytes.
    message_class = models.CharField(max_length=20, null=True)  # noqa: DJ001 - null until it is known
    template_version = models.IntegerField(null=True)
    locale = models.CharField(max_length=20, null=True)  # noqa: DJ001 - null until it is written
    to_address = models.CharField(max_length=254, null=True)  # noqa: DJ001 - null until it is written
    subject = models.TextField(null=True)  # noqa: DJ001 - null until it is written
    message_id_header = models.CharField(max_length=320, null=True)  # noqa: DJ001 - null until it is written
    raw = models.BinaryField(null=True)

    class Meta:
        db_table = "messaging_message"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "source_kind", "source_id"], name="messaging_message_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(raw__isnull=False) | ~Q(state__in=[MessageState.SENDING, MessageState.SENT]),
                name="messaging_message_sent_as_kept",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | ~Q(state=MessageState.SENT),
                name="messaging_message_sent_at_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace", "due_at", "id"],
                condition=Q(state=MessageState.QUEUED),
                name="messaging_message_due",
            ),
            models.Index(fields=["id"], condition=Q(state=MessageState.SENDING), name="messaging_message_sending"),
            models.Index(fields=["workspace", "customer", "id"], name="messaging_message_customer"),
            models.Index(fields=["workspace", "state", "id"], name="messaging_message_state"),
        ]

    def __str__(self) -> str:
        return self.public_id

    def to_value(self) -> Message:
        """Return the message as a value, without its bytes when the query left them behind."""
        raw = None if "raw" in self.get_deferred_fields() else self.raw
        return Message(
            id=self.pk,
            public_id=self.public_id,
            customer_id=self.customer_id,
            state=MessageState(self.state),
            reason=self.reason,
            channel=self.channel,
            template=self.template,
            template_version=self.template_version,
            locale=self.locale,
            message_class=None if self.message_class is None else MessageClass(self.message_class),
            journey=self.journey,
            subject=self.subject,
            to_address=self.to_address,
            message_id_header=self.message_id_header,
            queued_at=self.queued_at,
            due_at=self.due_at,
            expires_at=self.expires_at,
            sent_at=self.sent_at,
            attempt_count=self.attempt_count,
            raw=None if raw is None else bytes(raw),
        )


class CaughtRow(models.Model):
    """A mail as it reached the built-in catcher, byte for byte."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    message = models.ForeignKey(MessageRow, on_delete=models.CASCADE, related_name="+")
    from_address = models.CharField(max_length=320)
    to_address = models.CharField(max_length=320)
    raw = models.BinaryField()
    caught_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_caught"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "id"], name="messaging_caught_newest"),
        ]

    def __str__(self) -> str:
        return self.to_address

    def to_value(self) -> CaughtMail:
        """Return the mail as a value."""
        return CaughtMail(
            id=self.pk,
            message_id=self.message.public_id,
            from_address=self.from_address,
            to_address=self.to_address,
            caught_at=self.caught_at,
            raw=bytes(self.raw),
        )
