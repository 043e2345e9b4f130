"""Keep the testing plan: what somebody expects, in which order it is tested, and what came out."""

from datetime import datetime

from django.db import transaction

from tenure.experiments.models import PlanRow
from tenure.experiments.rules.testing_plan import Hypothesis, PlanItem
from tenure.kernel.errors import BadInput, NotFound
from tenure.platform.services.audit import audit


def add_hypothesis(workspace_id: int, hypothesis: Hypothesis, *, actor: str, now: datetime) -> PlanItem:
    """Put a hypothesis into the plan."""
    _check(hypothesis)
    with transaction.atomic():
        row = PlanRow(workspace_id=workspace_id, created_at=now)
        _write(row, hypothesis, now=now)
        audit(workspace_id, actor=actor, act="experiments.hypothesis_added", subject=f"hypothesis:{row.pk}")
    return row.to_value()


def change_hypothesis(
    workspace_id: int, item_id: int, hypothesis: Hypothesis, *, actor: str, now: datetime
) -> PlanItem:
    """Replace what the plan says of a hypothesis."""
    _check(hypothesis)
    with transaction.atomic():
        row = _locked(workspace_id, item_id)
        _write(row, hypothesis, now=now)
        audit(workspace_id, actor=actor, act="experiments.hypothesis_changed", subject=f"hypothesis:{row.pk}")
    return row.to_value()


def remove_hypothesis(workspace_id: int, item_id: int, *, actor: str) -> None:
    """Take a hypothesis out of the plan."""
    with transaction.atomic():
        _locked(workspace_id, item_id).delete()
        audit(workspace_id, actor=actor, act="experiments.hypothesis_removed", subject=f"hypothesis:{item_id}")


def _check(hypothesis: Hypothesis) -> None:
    if not hypothesis.text.strip():
        raise BadInput("Say what you expect, such as “A second reminder brings more back”.", field="text")


def _locked(workspace_id: int, item_id: int) -> PlanRow:
    row = PlanRow.objects.select_for_update().filter(workspace_id=workspace_id, pk=item_id).first()
    if row is None:
        raise NotFound(f"There is no hypothesis {item_id} in the plan.", field="id")
    return row


def _write(row: PlanRow, hypothesis: Hypothesis, *, now: datetime) -> None:
    row.text, row.experiment, row.position = hypothesis.text, hypothesis.experiment, hypothesis.position
    row.state, row.result, row.updated_at = hypothesis.state, hypothesis.result, now
    row.save()
