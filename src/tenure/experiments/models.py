"""Tables of experiments: how a workspace reads them, each day's look, what is to be tested, what was decided."""

from typing import ClassVar, cast

from django.db import models
from django.db.models import Q

from tenure.experiments.rules.looks import Look
from tenure.experiments.rules.proportions import Group
from tenure.experiments.rules.sequential import Boundary
from tenure.experiments.rules.settings import MAX_HOLDOUT, Method, Settings
from tenure.experiments.rules.testing_plan import (
    CHOICES,
    STATES,
    Choice,
    Decision,
    Hypothesis,
    PlanItem,
    PlanState,
)


class SettingsRow(models.Model):
    """How a workspace reads its experiments, and the last day whose looks were taken."""

    workspace = models.OneToOneField("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+")
    global_holdout = models.FloatField()
    holdout_since = models.DateTimeField(null=True)  # null: it never changed
    confidence = models.FloatField()
    looks = models.IntegerField()
    method = models.CharField(max_length=20)
    looked_on = models.DateField(null=True)

    class Meta:
        db_table = "experiments_settings"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(global_holdout__gte=0, global_holdout__lte=MAX_HOLDOUT), name="experiments_settings_holdout"
            ),
            models.CheckConstraint(
                condition=Q(confidence__gt=0, confidence__lt=1), name="experiments_settings_confidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workspace_id}: {self.method}"

    def to_value(self) -> Settings:
        """Return the settings as a value."""
        return Settings(self.global_holdout, self.confidence, self.looks, cast("Method", self.method))


class SeriesRow(models.Model):
    """The looks planned for one arm of an experiment: their number and their error stay as they were at the first."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+", db_index=False)
    experiment = models.CharField(max_length=200)
    arm = models.CharField(max_length=64)
    since = models.DateTimeField()
    first_date = models.DateField()
    looks = models.IntegerField()
    alpha = models.FloatField()

    class Meta:
        db_table = "experiments_series"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "experiment", "arm", "since"], name="experiments_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.experiment} {self.arm}"


class LookRow(models.Model):
    """What one day's look saw, and what it asked of |z|; never changed."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+", db_index=False)
    series = models.ForeignKey(SeriesRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    date = models.DateField()
    treated_met = models.BigIntegerField()
    treated_reached = models.BigIntegerField()
    control_met = models.BigIntegerField()
    control_reached = models.BigIntegerField()
    z = models.FloatField()
    time = models.FloatField()
    information = models.FloatField()
    boundary = models.FloatField()

    class Meta:
        db_table = "experiments_look"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "series", "date"], name="experiments_look_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} on {self.date}"

    def to_value(self) -> Look:
        """Return the look as a value."""
        return Look(
            date=self.date,
            treated=Group(self.treated_met, self.treated_reached),
            control=Group(self.control_met, self.control_reached),
            z=self.z,
            boundary=Boundary(self.time, self.information, self.boundary),
        )

    @staticmethod
    def add(series: SeriesRow, look: Look) -> None:
        """Keep a look; the second of a day is not kept."""
        row = LookRow(
            workspace_id=series.workspace_id,
            series=series,
            date=look.date,
            treated_met=look.treated.met,
            treated_reached=look.treated.reached,
            control_met=look.control.met,
            control_reached=look.control.reached,
            z=look.z,
            time=look.boundary.time,
            information=look.boundary.information,
            boundary=look.boundary.critical,
        )
        LookRow.objects.bulk_create([row], ignore_conflicts=True)


class PlanRow(models.Model):
    """A hypothesis of the testing plan."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    experiment = models.CharField(max_length=200, blank=True)
    position = models.IntegerField()
    state = models.CharField(max_length=8, choices=[(state, state) for state in STATES])
    result = models.TextField(blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "experiments_plan"

    def __str__(self) -> str:
        return self.text

    def to_value(self) -> PlanItem:
        """Return the hypothesis as a value."""
        hypothesis = Hypothesis(self.text, self.experiment, self.position, cast("PlanState", self.state), self.result)
        return PlanItem(self.pk, hypothesis, self.created_at, self.updated_at)


class DecisionRow(models.Model):
    """What was done about an experiment; never changed."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+", db_index=False)
    experiment = models.CharField(max_length=200)
    choice = models.CharField(max_length=12, choices=[(choice, choice) for choice in CHOICES])
    note = models.TextField(blank=True)
    actor = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        db_table = "experiments_decision"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "experiment", "id"], name="experiments_decision_of"),
        ]

    def __str__(self) -> str:
        return f"{self.experiment}: {self.choice}"

    def to_value(self) -> Decision:
        """Return the decision as a value."""
        return Decision(self.pk, self.experiment, cast("Choice", self.choice), self.note, self.actor, self.at)
