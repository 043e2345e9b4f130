"""Write down what a customer agreed to: the only way into the consent ledger."""

from datetime import datetime

from django.db import transaction

from tenure.customers.models import ConsentRow, CustomerRow
from tenure.customers.rules.consents import Consent, ConsentChange
from tenure.events.rules.vocabulary.consents import consent_changed
from tenure.kernel.errors import NotFound
from tenure.platform.ids import public_id
from tenure.platform.services.record import record


def record_consent(workspace_id: int, customer_id: int, *, change: ConsentChange, now: datetime) -> Consent:
    """Add an entry to the ledger of a customer of the workspace, and record it as an event."""
    entry = public_id("con")
    with transaction.atomic():
        if not CustomerRow.objects.filter(workspace_id=workspace_id, pk=customer_id).exists():
            raise NotFound("There is no such customer here.", field="customer")
        row = ConsentRow.objects.create(
            workspace_id=workspace_id,
            customer_id=customer_id,
            public_id=entry,
            channel=change.channel,
            purpose=change.purpose,
            state=change.state,
            text_version=change.text_version,
            source=change.source,
            actor=change.actor,
            at=now,
        )
        event = consent_changed(
            entry=entry,
            channel=change.channel,
            purpose=change.purpose,
            state=change.state,
            text_version=change.text_version,
            source=change.source,
            at=now,
        )
        record(event, workspace_id=workspace_id, customer_id=customer_id)
    return row.to_value()
