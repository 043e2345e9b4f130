"""Test the content library by API."""

import pytest
from django.test import Client

from tenure.platform.models import RecordedEventRow, WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tests.messaging.scenes import NOW, known, made, saved

pytestmark = pytest.mark.db
ITEM = {
    "key": "payments",
    "kind": "guide",
    "texts": {"en": {"title": "Payments", "url": "https://example.com/p", "summary": "", "body": ""}},
    "published_at": "2026-02-01T00:00:00Z",
    "plans": [],
    "features": ["payments"],
    "stages": [],
}


@pytest.fixture
def workspace(state):
    return made()


@pytest.fixture
def client(workspace):
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="secret", name="server", now=NOW)
    return Client(headers={"authorization": f"Bearer {key}"})


def _put(client, key="payments", **changes):
    body = {name: value for name, value in (ITEM | changes).items() if name != "key"}
    return client.put(f"/api/v1/content/{key}", body, content_type="application/json")


def test_an_item_is_saved_changed_read_and_deleted(client):
    assert _put(client).json() == ITEM
    assert _put(client, plans=["pro"]).json()["plans"] == ["pro"]
    _put(client, "news", kind="changelog", features=[])

    assert client.get("/api/v1/content/payments").json() == ITEM | {"plans": ["pro"]}
    assert [each["key"] for each in client.get("/api/v1/content").json()["items"]] == ["news", "payments"]
    assert [each["key"] for each in client.get("/api/v1/content?kind=guide").json()["items"]] == ["payments"]
    assert [each["key"] for each in client.get("/api/v1/content?feature=payments").json()["items"]] == ["payments"]
    assert client.delete("/api/v1/content/payments").status_code == 204
    assert client.get("/api/v1/content/payments").status_code == 404
    assert client.delete("/api/v1/content/payments").status_code == 404


def test_an_item_that_is_named_stays(client, workspace):
    _put(client)
    saved(workspace, body="{{ content.payments.url }}")

    said = client.delete("/api/v1/content/payments")

    assert (said.status_code, said.json()["message"]) == (409, "template welcome would miss it; change them first.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "song"}, "kind"),
        ({"texts": {}}, "texts"),
        ({"texts": {"en": {"title": "A", "url": "ftp://x"}}}, "texts.en.url"),
        ({"texts": {"en": {"title": "", "url": "https://x.example"}}}, "texts.en.title"),
    ],
)
def test_a_fault_is_answered_with_its_field(client, changes, field):
    said = _put(client, **changes)

    assert (said.status_code, said.json()["field"]) == (422, field)


def test_what_customers_do_with_an_item_becomes_an_event(client, workspace):
    _put(client)
    known(workspace, "ann")
    RecordedEventRow.objects.all().delete()

    def told(use, key="payments", customer="ann"):
        body = {"customer": customer, "use": use}
        return client.post(f"/api/v1/content/{key}/uses", body, content_type="application/json")

    assert [told(use).json() for use in ("started", "finished", "downloaded")] == [
        {"event": "content_started"},
        {"event": "content_finished"},
        {"event": "content_downloaded"},
    ]
    found = list(RecordedEventRow.objects.order_by("pk").values_list("name", "properties"))
    assert [name for name, _ in found] == ["content_started", "content_finished", "content_downloaded"]
    assert {properties for _, properties in found} == {'{"content":"payments","kind":"guide"}'}
    assert [
        told("liked").status_code,
        told("started", "no").status_code,
        told("started", customer="bob").status_code,
    ] == [
        422,
        404,
        404,
    ]
    assert RecordedEventRow.objects.count() == 3
