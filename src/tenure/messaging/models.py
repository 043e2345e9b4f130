"""Tables of messaging: settings, templates and what they show, the outbox, tracked links, and mail that was caught."""

from datetime import datetime
from typing import ClassVar, Self, cast

import msgspec
from django.db import models
from django.db.models import Q

from tenure.messaging.rules.content import ContentItem, ContentKind
from tenure.messaging.rules.messages import CaughtMail, Message
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.settings import MessagingSettings
from tenure.messaging.rules.snippets import Snippet, Variant
from tenure.messaging.rules.templates import MessageClass, Syntax, Template


class SettingsRow(models.Model):
    """How a workspace sends. `body` is JSON: a `MessagingSettings`; the secret of its mail hook is kept as a hash."""

    workspace = models.OneToOneField("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+")
    body = models.TextField(default="{}")
    hook_digest = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        db_table = "messaging_settings"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["hook_digest"], condition=~Q(hook_digest=""), name="messaging_settings_hook"),
        ]

    def __str__(self) -> str:
        return f"settings of {self.workspace_id}"

    def to_value(self) -> MessagingSettings:
        """Return the settings as a value."""
        return msgspec.json.decode(self.body, type=MessagingSettings)

    def write(self, settings: MessagingSettings) -> None:
        """Keep other settings."""
        self.body = msgspec.json.encode(settings).decode()


class ChannelRow(models.Model):
    """How a workspace set a channel up. `sealed` holds its settings as JSON, encrypted; the hook's secret is a hash."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    sealed = models.TextField()
    hook_digest = models.CharField(max_length=64, default="", blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_channel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "kind"], name="messaging_channel_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["hook_digest"], condition=~Q(hook_digest=""), name="messaging_channel_hook"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.workspace_id}"


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


class SnippetRow(models.Model):
    """One language of a part that templates share. `variants` is JSON: a list of `Variant`."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=20)
    body = models.TextField()
    variants = models.TextField(default="[]")
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_snippet"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key", "locale"], name="messaging_snippet_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.locale}"

    def to_value(self) -> Snippet:
        """Return the snippet as a value."""
        variants = msgspec.json.decode(self.variants, type=tuple[Variant, ...])
        return Snippet(self.key, self.locale, self.body, variants)

    def write(self, snippet: Snippet, *, now: datetime) -> None:
        """Say something else."""
        self.body = snippet.body
        self.variants = msgspec.json.encode(snippet.variants).decode()
        self.updated_at = now


class ContentRow(models.Model):
    """One item of the content library. `body` is JSON: a `ContentItem` with all its languages."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=[(each, each) for each in ContentKind])
    published_at = models.DateTimeField(null=True)
    body = models.TextField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_content"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key"], name="messaging_content_once"),
        ]

    def __str__(self) -> str:
        return self.key

    def to_value(self) -> ContentItem:
        """Return the item as a value."""
        return msgspec.json.decode(self.body, type=ContentItem)

    def write(self, item: ContentItem, *, now: datetime) -> None:
        """Say something else."""
        self.kind = item.kind.value
        self.published_at = item.published_at
        self.body = msgspec.json.encode(item).decode()
        self.updated_at = now


class MessageRow(models.Model):
    """One message to one customer, from the wish to send it to its end: a row of the outbox."""

    # That of the customer, who is guarded: a second constraint would look up the same row for every message.
    workspace = models.ForeignKey(
        "platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    public_id = models.CharField(max_length=40, unique=True)
    customer = models.ForeignKey("customers.CustomerRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    source_kind = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    # Whose queued messages are taken back together: `enrollment:7`.
    source_run = models.CharField(max_length=80, default="", blank=True)
    journey = models.CharField(max_length=100, null=True)  # noqa: DJ001 - null says that no journey asked
    node = models.CharField(max_length=100, null=True)  # noqa: DJ001 - null says that no journey asked
    arm = models.CharField(max_length=100, null=True)  # noqa: DJ001 - null says that nothing was drawn
    topic = models.CharField(max_length=40, null=True)  # noqa: DJ001 - null says that it has none
    priority = models.IntegerField(default=50)
    channel = models.CharField(max_length=20)
    template = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=[(each, each) for each in MessageState])
    reason = models.TextField()
    attempt_count = models.IntegerField()
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # A journey said how long it is of use; a cap then does not lengthen its life.
    keeps_expiry = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    clicked_at = models.DateTimeField(null=True)
    # Inside a product, the marks in the customer's own inbox: read, which nobody else is shown, and put away.
    seen_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    # What it says where no template does: `InlineBody` as JSON.
    inline = models.TextField(null=True)  # noqa: DJ001 - null says that a template does
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
                condition=Q(sent_at__isnull=False) | ~Q(state=MessageState.SENT), name="messaging_message_sent_at_known"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace", "due_at", "id"],
                condition=Q(state=MessageState.QUEUED),
                name="messaging_message_due",
            ),
            models.Index(fields=["id"], condition=Q(state=MessageState.SENDING), name="messaging_message_sending"),
            models.Index(
                fields=["workspace", "source_run"],
                condition=Q(state=MessageState.QUEUED) & ~Q(source_run=""),
                name="messaging_message_run",
            ),
            models.Index(fields=["workspace", "customer", "id"], name="messaging_message_customer"),
            models.Index(
                fields=["workspace", "to_address"], condition=Q(channel="sms"), name="messaging_message_number"
            ),
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
            node=self.node,
            arm=self.arm,
            source_run=self.source_run,
            topic=self.topic,
            priority=self.priority,
            keeps_expiry=self.keeps_expiry,
            delivered_at=self.delivered_at,
            bounced_at=self.bounced_at,
            complained_at=self.complained_at,
            opened_at=self.opened_at,
            clicked_at=self.clicked_at,
            seen_at=self.seen_at,
            inline=self.inline,
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


class LinkRow(models.Model):
    """Where a tracked link leads. Messages name it by its id, so no link of ours can be bent to lead elsewhere."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=32)
    url = models.TextField()

    class Meta:
        db_table = "messaging_link"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "digest"], name="messaging_link_once"),
        ]

    def __str__(self) -> str:
        return self.url


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
            channel=self.message.channel,
        )


class OpenWithdrawalRow(models.Model):
    """A customer who withdrew from open tracking, until the stream has forgotten what they opened up to then."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey("customers.CustomerRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    up_to = models.DateTimeField()

    class Meta:
        db_table = "messaging_open_withdrawal"

    def __str__(self) -> str:
        return f"{self.customer_id} up to {self.up_to}"


class ConsentNoticeRow(models.Model):
    """What a customer last said of marketing on a channel, when they were told so, and when to look again."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey("customers.CustomerRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    said_at = models.DateTimeField()
    receipt_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    looks_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        db_table = "messaging_consent_notice"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "customer", "channel"], name="messaging_consent_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.state} {self.channel}"
