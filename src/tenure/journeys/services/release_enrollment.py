"""Let a run that could not go on try again."""

from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.journeys import reads
from tenure.journeys.models import EnrollmentRow
from tenure.journeys.rules.counts import changes
from tenure.journeys.rules.outcomes import STEPS
from tenure.journeys.rules.runs import ACTIVE, QUARANTINED
from tenure.journeys.rules.views import enrollment_name
from tenure.journeys.services.node_counts import add_counts
from tenure.journeys.services.turns import take_turn
from tenure.kernel.errors import Conflict, NotFound
from tenure.platform.services.audit import audit


def release_enrollment(workspace_id: int, key: str, enrollment_id: int, *, actor: str, now: datetime) -> None:
    """Let a quarantined run meet the node at which it stands again; Conflict when it is not quarantined."""
    name = enrollment_name(enrollment_id)
    with transaction.atomic():
        take_turn(workspace_id)
        rows = EnrollmentRow.objects.filter(workspace_id=workspace_id, journey__key=key, pk=enrollment_id)
        if not rows.exists():
            raise NotFound(f"There is no enrollment {name!r} in the journey {key!r}.", field="enrollment")
        before = reads.runs_named(workspace_id, [enrollment_id])
        if before["state"].item() != QUARANTINED:
            raise Conflict(f"{name!r} is {before['state'].item()}, so there is nothing to release.", field="enrollment")
        rows.update(state=ACTIVE, due_at=now, reason="")
        after = before.with_columns(state=pl.lit(ACTIVE))
        add_counts(workspace_id, changes(before, after, pl.DataFrame(schema=STEPS)))
        audit(workspace_id, actor=actor, act="enrollment.released", subject=name, fields=["state"])
