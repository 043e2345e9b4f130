"""Keep a journey's definition as its next version."""

from datetime import datetime

from django.db import transaction

from tenure.journeys import queries
from tenure.journeys.models import JourneyRow, VersionRow
from tenure.journeys.rules.codec import to_json
from tenure.journeys.rules.definition import Journey
from tenure.platform.services.audit import audit


def save_journey(workspace_id: int, journey: Journey, *, actor: str, now: datetime) -> int:
    """Keep a definition and return its number; customers enter it only once it is activated."""
    with transaction.atomic():
        row, _ = JourneyRow.objects.get_or_create(
            workspace_id=workspace_id,
            key=journey.key,
            defaults={"name": journey.name, "state": "draft", "newest_number": 0, "created_at": now},
        )
        # Two who save at once take turns, so that each gets a number of its own.
        row = JourneyRow.objects.select_for_update().get(pk=row.pk)
        row.name, row.newest_number = journey.name, row.newest_number + 1
        row.save(update_fields=["name", "newest_number"])
        VersionRow.objects.create(
            workspace_id=workspace_id,
            journey=row,
            number=row.newest_number,
            definition=to_json(journey),
            created_at=now,
        )
        audit(workspace_id, actor=actor, act="journey.saved", subject=f"journey:{journey.key}", fields=["definition"])
    return row.newest_number


def restore_version(workspace_id: int, key: str, number: int, *, actor: str, now: datetime) -> int:
    """Keep an old version of a journey as its newest one and return its number; NotFound when there is none."""
    return save_journey(workspace_id, queries.version(workspace_id, key, number).journey, actor=actor, now=now)
