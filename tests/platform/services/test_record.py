from datetime import UTC, datetime

import pytest
from django.db import transaction

from tenure.kernel.errors import UnknownEvent
from tenure.kernel.events import Event
from tenure.platform.models import RecordedEventRow
from tenure.platform.services.record import record

NOW = datetime(2026, 3, 1, tzinfo=UTC)

pytestmark = pytest.mark.db


def test_a_fact_outside_the_vocabulary_is_not_recorded():
    with pytest.raises(UnknownEvent):
        record(Event("gossip", NOW, {}, "m1"), workspace_id=1, customer_id=2)

    assert RecordedEventRow.objects.count() == 0


def test_a_fact_is_recorded_only_when_its_transaction_holds():
    event = Event(
        "consent_changed", NOW, {"channel": "email", "purpose": "marketing", "state": "granted", "source": "api"}, "m1"
    )

    with transaction.atomic():
        record(event, workspace_id=1, customer_id=2)
        transaction.set_rollback(True)
    assert RecordedEventRow.objects.count() == 0

    record(event, workspace_id=1, customer_id=2)
    record(event, workspace_id=1, customer_id=2)
    assert RecordedEventRow.objects.count() == 1
