"""Stop a journey for a while."""

from django.db import transaction

from tenure.journeys.models import JourneyRow
from tenure.kernel.errors import Conflict, NotFound
from tenure.platform.services.audit import audit


def pause_journey(workspace_id: int, key: str, *, actor: str) -> None:
    """Let nobody enter a journey or go on in it until it is activated again; Conflict unless it is active."""
    with transaction.atomic():
        if JourneyRow.objects.filter(workspace_id=workspace_id, key=key, state="active").update(state="paused"):
            audit(workspace_id, actor=actor, act="journey.paused", subject=f"journey:{key}", fields=["state"])
            return
    if not JourneyRow.objects.filter(workspace_id=workspace_id, key=key).exists():
        raise NotFound(f"There is no journey {key!r} here.", field="key")
    raise Conflict(f"The journey {key!r} is not active, so it cannot be paused.", field="key")
