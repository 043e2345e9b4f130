"""Write down what was done about an experiment."""

from datetime import datetime

from django.db import transaction

from tenure.experiments import queries
from tenure.experiments.models import DecisionRow
from tenure.experiments.rules.testing_plan import Choice, Decision
from tenure.platform.services.audit import audit


def record_decision(workspace_id: int, key: str, choice: Choice, *, note: str, actor: str, now: datetime) -> Decision:
    """Keep a decision about an experiment that exists."""
    queries.source(workspace_id, key)
    with transaction.atomic():
        row = DecisionRow.objects.create(
            workspace_id=workspace_id, experiment=key, choice=choice, note=note, actor=actor, at=now
        )
        audit(workspace_id, actor=actor, act="experiments.decided", subject=f"experiment:{key}", fields=["choice"])
    return row.to_value()
