"""Tables of insights: what counts as value, and the alerts of a workspace."""

from typing import ClassVar, cast

from django.db import models
from django.db.models import Q

from tenure.insights.rules.alerts import Alert, Condition
from tenure.insights.rules.settings import Settings
from tenure.kernel import json
from tenure.messaging.rules.outcomes import MessageState


class SettingsRow(models.Model):
    """What a workspace counts as value."""

    workspace = models.OneToOneField("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+")
    value_event = models.CharField(max_length=200)
    activation_days = models.IntegerField()

    class Meta:
        db_table = "insights_settings"

    def __str__(self) -> str:
        return f"{self.workspace_id}: {self.value_event}"

    def to_value(self) -> Settings:
        """Return the settings as a value."""
        return Settings(self.value_event, self.activation_days)


class AlertRow(models.Model):
    """An alert, and what it saw last; `emails` and `channels` are JSON lists."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    metric = models.CharField(max_length=60)
    condition = models.CharField(max_length=10)
    threshold = models.FloatField()
    emails = models.TextField()
    channels = models.TextField()
    smallest = models.IntegerField()
    is_on = models.BooleanField()
    checked_on = models.DateField(null=True)  # null: saved since
    saw_week = models.DateField(null=True)
    saw_value = models.FloatField(null=True)
    saw_before = models.FloatField(null=True)
    is_raised = models.BooleanField(null=True)
    raised_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "insights_alert"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key"], name="insights_alert_once"),
        ]

    def __str__(self) -> str:
        return self.key

    def to_value(self) -> Alert:
        """Return the alert as a value."""
        return Alert(
            key=self.key,
            name=self.name,
            metric=self.metric,
            condition=cast("Condition", self.condition),
            threshold=self.threshold,
            emails=tuple(cast("list[str]", json.decode(self.emails))),
            channels=tuple(cast("list[str]", json.decode(self.channels))),
            smallest=self.smallest,
            is_on=self.is_on,
        )


class NoticeRow(models.Model):
    """A text to the team over one way, from the wish to send it to its end."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    channel = models.CharField(max_length=20)
    to_address = models.CharField(max_length=254, blank=True)  # empty where the channel itself is the team
    subject = models.TextField()
    text = models.TextField()
    state = models.CharField(max_length=10, choices=[(each, each) for each in MessageState])
    reason = models.TextField(blank=True)
    attempt_count = models.IntegerField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        db_table = "insights_notice"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key", "channel", "to_address"], name="insights_notice_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(state=MessageState.QUEUED), name="insights_notice_due"),
        ]

    def __str__(self) -> str:
        return f"{self.key} over {self.channel}"
