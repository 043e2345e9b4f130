from datetime import timedelta

import pytest

from tenure.customers import queries
from tenure.customers.models import ConsentRow
from tenure.customers.rules.consents import Consent, ConsentChange
from tenure.customers.services import record_consent as module
from tenure.customers.services.record_consent import record_consent
from tenure.kernel import json
from tenure.kernel.errors import NotFound
from tenure.platform.models import AuditRow, RecordedEventRow
from tests.customers.scenes import NOW, known, made

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    return made("acme")


@pytest.fixture
def ann(workspace):
    return known(workspace, "ann")[0]


GRANTED = ConsentChange("email", "marketing", "granted", text_version="v2", source="form", actor="key:1")
WITHDRAWN = ConsentChange("email", "marketing", "withdrawn", text_version=None, source="link", actor="customer")


def test_the_ledger_keeps_every_entry_and_the_last_one_holds(workspace, ann):
    record_consent(workspace.id, ann.id, change=GRANTED, now=NOW)
    held = record_consent(workspace.id, ann.id, change=WITHDRAWN, now=NOW + timedelta(hours=1))

    assert held == Consent("email", "marketing", "withdrawn", NOW + timedelta(hours=1))
    assert queries.consents(workspace.id, ann.id) == [held]
    assert list(ConsentRow.objects.order_by("id").values_list("state", "text_version", "source", "actor")) == [
        ("granted", "v2", "form", "key:1"),
        ("withdrawn", None, "link", "customer"),
    ]


def test_who_writes_a_consent_down_is_audited_and_who_gives_it_is_not(workspace, ann):
    record_consent(workspace.id, ann.id, change=GRANTED, now=NOW)
    record_consent(workspace.id, ann.id, change=WITHDRAWN, now=NOW)

    entries = AuditRow.objects.values_list("actor", "act", "subject", "fields")
    assert list(entries) == [("key:1", "consent.recorded", ann.public_id, "email marketing")]


def test_an_entry_is_an_event_of_the_customer(workspace, ann):
    record_consent(workspace.id, ann.id, change=GRANTED, now=NOW)

    event = RecordedEventRow.objects.get()
    assert (event.workspace_id, event.customer_id, event.name) == (workspace.id, ann.id, "consent_changed")
    assert (event.occurred_at, event.message_id) == (NOW, f"consent_changed:{ConsentRow.objects.get().public_id}")
    assert json.decode(event.properties) == {
        "channel": "email",
        "purpose": "marketing",
        "state": "granted",
        "text_version": "v2",
        "source": "form",
    }


def test_without_the_event_there_is_no_entry(workspace, ann, monkeypatch):
    def fails(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(module, "record", fails)

    with pytest.raises(RuntimeError):
        record_consent(workspace.id, ann.id, change=GRANTED, now=NOW)

    assert ConsentRow.objects.count() == 0


def test_a_customer_of_another_workspace_is_not_found(workspace, ann):
    other = made("other")

    with pytest.raises(NotFound):
        record_consent(other.id, ann.id, change=GRANTED, now=NOW)

    assert (ConsentRow.objects.count(), RecordedEventRow.objects.count()) == (0, 0)
