"""Tables of journeys: definitions, and where each customer stands in them."""

from typing import ClassVar, cast

from django.db import models
from django.db.models import Q

from tenure.journeys.rules.views import Enrollment, EnrollmentState


class JourneyRow(models.Model):
    """A journey by its key. `active_number` is the version that customers enter."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=[(state, state) for state in ("draft", "active", "paused")])
    newest_number = models.IntegerField()
    active_number = models.IntegerField(null=True)
    activated_at = models.DateTimeField(null=True)
    activated_seq = models.BigIntegerField(null=True)
    version_seq = models.BigIntegerField(null=True)  # up to where events were judged by another version
    entries_from = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "journeys_journey"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key"], name="journeys_journey_once"),
            models.CheckConstraint(
                condition=Q(state="draft", active_number=None, activated_seq=None, entries_from=None)
                | Q(
                    state__in=["active", "paused"],
                    active_number__isnull=False,
                    activated_seq__isnull=False,
                    entries_from__isnull=False,
                ),
                name="journeys_journey_activated",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class VersionRow(models.Model):
    """A numbered definition, never changed."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+", db_index=False)
    journey = models.ForeignKey(JourneyRow, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    definition = models.TextField()  # JSON
    created_at = models.DateTimeField()

    class Meta:
        db_table = "journeys_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "journey", "number"], name="journeys_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.journey_id} v{self.number}"


class EnrollmentRow(models.Model):
    """One customer's run of a journey. An empty `node` is the place before the first one."""

    workspace_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    # A reader never asks for all enrollments of a version: indexes here would only slow the writes.
    journey = models.ForeignKey(JourneyRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey(VersionRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry_key = models.CharField(max_length=200, blank=True)
    entry = models.TextField(default="{}")  # JSON: the properties of the event that let the customer in
    entry_seq = models.BigIntegerField(default=0)
    # The place in the stream after which events act on this run.
    since_seq = models.BigIntegerField(default=0)
    since_position = models.BigIntegerField(default=0)
    unit = models.BigIntegerField(default=0)  # by what arms are drawn
    arm = models.CharField(max_length=64, blank=True, default="")
    goal_at = models.DateTimeField(null=True)
    goal_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)
    node = models.CharField(max_length=64, blank=True)
    visit = models.IntegerField()
    enrolled_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "journeys_enrollment"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace_id", "customer_id", "journey", "entry_key"], name="journeys_enrollment_once"
            ),
            # Whoever is on the way has a time at which the way goes on: nobody is ever stuck.
            models.CheckConstraint(
                condition=Q(state="active", due_at__isnull=False, ended_at=None)
                | Q(state="completed", due_at=None, ended_at__isnull=False)
                | (Q(state="exited", due_at=None, ended_at__isnull=False) & ~Q(reason=""))
                # Who is only watched has no way to go.
                | Q(state="held_out", due_at=None, node="", arm="holdout")
                | (Q(state="quarantined", due_at=None, ended_at=None) & ~Q(reason="")),
                name="journeys_enrollment_state",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace_id", "due_at"], condition=Q(due_at__isnull=False), name="journeys_enrollment_due"
            ),
            models.Index(
                fields=["workspace_id", "journey", "id"],
                condition=Q(state="quarantined"),
                name="journeys_enrollment_stuck",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} at {self.node or 'entry'}"

    def to_value(self) -> Enrollment:
        """Return the enrollment as a value; its journey and version should have been selected with it."""
        return Enrollment(
            id=self.pk,
            journey=self.journey.key,
            name=self.journey.name,
            version=self.version.number,
            state=cast("EnrollmentState", self.state),
            node=self.node or None,
            enrolled_at=self.enrolled_at,
            due_at=self.due_at,
            ended_at=self.ended_at,
            reason=self.reason,
            entry_key=self.entry_key,
            arm=self.arm,
            goal_at=self.goal_at,
        )


class StepRow(models.Model):
    """One arrival of a customer at a node."""

    workspace_id = models.BigIntegerField()
    # Written with its enrollment, by whoever has the turn: a constraint would look up each one again, for much.
    enrollment = models.ForeignKey(
        EnrollmentRow, on_delete=models.CASCADE, related_name="steps", db_index=False, db_constraint=False
    )
    node = models.CharField(max_length=64)
    visit = models.IntegerField()
    arm = models.CharField(max_length=64, blank=True, default="")  # the variant or arm that was met there
    at = models.DateTimeField()

    class Meta:
        db_table = "journeys_step"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace_id", "enrollment", "node", "visit"], name="journeys_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.node} {self.visit}"


class NodeCountRow(models.Model):
    """How many customers of a version arrived at a node, are there, are stuck there, and left the journey there.

    The row of the place before the first node also counts who is only watched, and who reached the goal.
    """

    workspace_id = models.BigIntegerField()
    version = models.ForeignKey(VersionRow, on_delete=models.CASCADE, related_name="+")
    node = models.CharField(max_length=64, blank=True)
    entered_count = models.BigIntegerField()
    here_count = models.BigIntegerField()
    quarantined_count = models.BigIntegerField()
    exited_count = models.BigIntegerField(default=0)
    held_out_count = models.BigIntegerField(default=0)
    goal_count = models.BigIntegerField(default=0)
    held_out_goal_count = models.BigIntegerField(default=0)

    class Meta:
        db_table = "journeys_node_count"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace_id", "version", "node"], name="journeys_node_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.node}"
