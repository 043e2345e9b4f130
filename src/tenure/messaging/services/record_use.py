"""Record that a customer used an item of the content library."""

from datetime import datetime

from django.db import transaction

from tenure.customers.queries import customer
from tenure.events.rules.vocabulary.content import Use, content_used
from tenure.messaging.queries import content_item
from tenure.platform.ids import public_id
from tenure.platform.services.record import record


def record_use(workspace_id: int, key: str, *, use: Use, customer_key: str, now: datetime) -> str:
    """Record an event that traits, segments and journeys read like any other; return its name."""
    item = content_item(workspace_id, key)
    who = customer(workspace_id, customer_key)
    event = content_used(use, content=item.key, kind=item.kind.value, fact=public_id("use"), at=now)
    with transaction.atomic():
        record(event, workspace_id=workspace_id, customer_id=who.id)
    return event.name
