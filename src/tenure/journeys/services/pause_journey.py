"""Stop a journey for a while."""

from datetime import datetime

from django.db import transaction

from tenure.journeys.models import EnrollmentRow, JourneyRow
from tenure.journeys.services.take_back import take_back
from tenure.journeys.services.turns import take_turn
from tenure.kernel.errors import Conflict, NotFound
from tenure.platform.services.audit import audit


def pause_journey(workspace_id: int, key: str, *, actor: str, now: datetime) -> None:
    """Let nobody enter a journey or go on in it until it is activated again; Conflict unless it is active.

    What its runs asked for and what has not left is taken back; events that end runs end them also now.
    """
    with transaction.atomic():
        take_turn(workspace_id)
        if JourneyRow.objects.filter(workspace_id=workspace_id, key=key, state="active").update(state="paused"):
            # Also what runs that are over already asked for may still wait to be sent.
            runs = EnrollmentRow.objects.filter(workspace_id=workspace_id, journey__key=key).exclude(state="held_out")
            take_back(workspace_id, list(runs.values_list("pk", flat=True)), reason="paused", now=now)
            audit(workspace_id, actor=actor, act="journey.paused", subject=f"journey:{key}", fields=["state"])
            return
    if not JourneyRow.objects.filter(workspace_id=workspace_id, key=key).exists():
        raise NotFound(f"There is no journey {key!r} here.", field="key")
    raise Conflict(f"The journey {key!r} is not active, so it cannot be paused.", field="key")
