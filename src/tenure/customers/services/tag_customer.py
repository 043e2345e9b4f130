"""Put tags on customers and take them off."""

from datetime import datetime

from django.db import transaction

from tenure.customers.models import CustomerRow, TagRow
from tenure.customers.rules.tags import tag_name
from tenure.events.rules.vocabulary.customers import customer_tagged, customer_untagged
from tenure.kernel.errors import NotFound
from tenure.platform.ids import public_id
from tenure.platform.services.record import record


def tag_customer(workspace_id: int, customer_id: int, *, tag: str, actor: str, now: datetime) -> str:
    """Put a tag on a customer and return it as it is stored; a tag that is there already stays as it is."""
    name = tag_name(tag)
    with transaction.atomic():
        if not CustomerRow.objects.filter(workspace_id=workspace_id, pk=customer_id, gone_at=None).exists():
            raise NotFound("There is no such customer here.", field="customer")
        _row, is_new = TagRow.objects.get_or_create(
            workspace_id=workspace_id,
            customer_id=customer_id,
            name=name,
            defaults={"tagged_at": now, "actor": actor},
        )
        if is_new:
            event = customer_tagged(change=public_id("tag"), tag=name, at=now)
            record(event, workspace_id=workspace_id, customer_id=customer_id)
    return name


def untag_customer(workspace_id: int, customer_id: int, *, tag: str, now: datetime) -> None:
    """Take a tag off a customer; it need not be there."""
    name = tag_name(tag)
    with transaction.atomic():
        rows = TagRow.objects.filter(workspace_id=workspace_id, customer_id=customer_id, name=name)
        removed_count, _ = rows.delete()
        if removed_count:
            event = customer_untagged(change=public_id("tag"), tag=name, at=now)
            record(event, workspace_id=workspace_id, customer_id=customer_id)
