import pytest
from django.test import Client

from tenure.customers.queries import customer
from tenure.customers.rules.consents import ConsentChange
from tenure.customers.services.export_customer import export_customer
from tenure.customers.services.merge_customers import merge_customers
from tenure.customers.services.record_consent import record_consent
from tenure.kernel.errors import NotFound
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tests.customers.scenes import NOW, known, made
from tests.events.scenes import flushed

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    return made("acme")


@pytest.fixture
def ann(workspace):
    """Have a customer whom another one was merged into, with an event and a consent of each."""
    ann, before = known(workspace, "ann", "ann_before")
    for number, each in enumerate((ann, before), 1):
        flushed(workspace, number, f"m{number}", customer_id=each.id)
        change = ConsentChange("email", "marketing", "granted", text_version="v1", source="form", actor="system")
        record_consent(workspace.id, each.id, change=change, now=NOW)
    merge_customers(workspace.id, from_id=before.id, to_id=ann.id, actor="system", now=NOW)
    return customer(workspace.id, "ann")


def test_a_person_gets_what_was_known_under_all_their_ids(workspace, ann):
    found = export_customer(workspace.id, ann.public_id, now=NOW)

    assert (found["customer"], found["exported_at"]) == (ann.public_id, "2026-03-01T12:00:00Z")
    assert [event["message_id"] for event in found["events"]] == ["m1", "m2"]
    assert {entry["value"] for entry in found["identities"]} == {"ann", "ann_before"}
    assert len(found["customers"]) == 2
    assert {entry["state"] for entry in found["consents"]} == {"granted"}


def test_another_workspace_knows_nobody_of_that_name(workspace, ann):
    with pytest.raises(NotFound):
        export_customer(made("other").id, ann.public_id, now=NOW)


def test_the_api_gives_the_same(workspace, ann):
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="secret", name="server", now=NOW)
    api = Client(headers={"Authorization": f"Bearer {key}"})

    answer = api.get("/api/v1/customers/ann/export")

    assert answer.status_code == 200
    assert answer.json() == export_customer(workspace.id, "ann", now=NOW) | {
        "exported_at": answer.json()["exported_at"]
    }
    assert api.get("/api/v1/customers/nobody/export").status_code == 404
