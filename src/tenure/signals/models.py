"""Tables of signals: what is computed of customers, and which files hold it."""

from typing import ClassVar

from django.db import models

from tenure.kernel import json
from tenure.signals.rules.codec import expression_value, trait_value
from tenure.signals.rules.definitions import Segment, Trait
from tenure.signals.rules.snapshots import Snapshot, snapshot


class SnapshotRow(models.Model):
    """The current snapshot of a workspace."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+")
    seq = models.BigIntegerField()
    as_of = models.DateTimeField()
    content = models.TextField()  # JSON

    class Meta:
        db_table = "signals_snapshot"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace"], name="signals_snapshot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.workspace_id} up to {self.seq}"

    def to_value(self) -> Snapshot:
        """Return the snapshot as a value."""
        return snapshot(seq=self.seq, as_of=self.as_of, content=self.content)

    @staticmethod
    def publish(workspace_id: int, snapshot: Snapshot) -> None:
        """Make a snapshot the current one of its workspace, with one statement."""
        row = SnapshotRow(workspace_id=workspace_id, seq=snapshot.seq, as_of=snapshot.as_of, content=snapshot.content())
        SnapshotRow.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["workspace"],
            update_fields=["seq", "as_of", "content"],
        )


class TraitRow(models.Model):
    """A trait that a workspace defined."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)
    definition = models.TextField()  # JSON
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "signals_trait"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key"], name="signals_trait_once"),
        ]

    def __str__(self) -> str:
        return self.key

    def to_value(self) -> Trait:
        """Return the definition as a value."""
        return trait_value(self.key, json.decode_object(self.definition))


class SegmentRow(models.Model):
    """A segment that a workspace defined."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    definition = models.TextField()  # JSON
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "signals_segment"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key"], name="signals_segment_once"),
        ]

    def __str__(self) -> str:
        return self.key

    def to_value(self) -> Segment:
        """Return the definition as a value."""
        where = json.decode_object(self.definition).get("where")
        return Segment(self.key, self.name, expression_value(where, field="where"))
