"""Tables of signals: which files hold a workspace's profiles."""

from typing import ClassVar

from django.db import models

from tenure.signals.rules.snapshots import Snapshot


class SnapshotRow(models.Model):
    """The current snapshot of a workspace's profiles."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+")
    seq = models.BigIntegerField()
    base = models.CharField(max_length=60, blank=True)
    overlay = models.CharField(max_length=60, blank=True)
    folded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signals_snapshot"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace"], name="signals_snapshot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.workspace_id} up to {self.seq}"

    def to_value(self) -> Snapshot:
        """Return the snapshot as a value."""
        return Snapshot(self.seq, self.base, self.overlay, self.folded_at)

    @staticmethod
    def publish(workspace_id: int, snapshot: Snapshot) -> None:
        """Make a snapshot the current one of its workspace, with one statement."""
        row = SnapshotRow(
            workspace_id=workspace_id,
            seq=snapshot.seq,
            base=snapshot.base,
            overlay=snapshot.overlay,
            folded_at=snapshot.folded_at,
        )
        SnapshotRow.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["workspace"],
            update_fields=["seq", "base", "overlay", "folded_at"],
        )
