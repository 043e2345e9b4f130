"""Tables of the stream: which files it consists of, and what could not enter it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tenure.events.rules.dead_letters import DeadLetter


class ManifestRow(models.Model):
    """One file of a workspace's stream. A retired file was joined into another and is deleted a little later."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+")
    seq_first = models.BigIntegerField()
    seq_last = models.BigIntegerField()
    path = models.CharField(max_length=100)  # inside the workspace's folder
    source = models.CharField(max_length=16)
    claim = models.BigIntegerField(null=True)
    level = models.SmallIntegerField(default=0)
    is_by_customer = models.BooleanField(default=False)  # or else in the order of the stream
    row_count = models.BigIntegerField()
    byte_count = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "events_manifest"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "path"], name="events_manifest_path_once"),
            models.UniqueConstraint(
                fields=["workspace", "seq_first"], condition=Q(retired_at=None), name="events_manifest_seq_once"
            ),
            models.CheckConstraint(condition=Q(seq_first__lte=F("seq_last")), name="events_manifest_seq_order"),
        ]

    def __str__(self) -> str:
        return f"{self.workspace_id}/{self.path}"


class DeadLetterRow(models.Model):
    """An event that was refused by itself, masked, with the field at fault and the reason."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+")
    key = models.TextField()  # names the request and the event's place in it
    received_at = models.DateTimeField()
    source = models.TextField()
    index = models.IntegerField()
    code = models.TextField()
    field = models.TextField(null=True)  # noqa: DJ001 - null says that no single field is at fault
    message = models.TextField()
    payload = models.TextField()
    is_browser = models.BooleanField(default=True)  # a browser's key is public: what it sends is trusted less
    replayed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "events_dead_letter"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key"], name="events_dead_letter_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "code", "id"], name="events_dead_letter_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.field}"

    def to_value(self) -> DeadLetter:
        """Return the dead letter as a value."""
        return DeadLetter(
            id=self.pk,
            received_at=self.received_at,
            source=self.source,
            index=self.index,
            code=self.code,
            field=self.field,
            message=self.message,
            payload=self.payload,
            is_browser=self.is_browser,
        )
