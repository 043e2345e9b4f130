import pytest
from django.test import Client

from tenure.customers import queries
from tenure.customers.models import ConsentRow
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tests.customers.scenes import NOW, known, made
from tests.events.scenes import flushed

pytestmark = pytest.mark.db


def caller(workspace) -> Client:
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="secret", name="server", now=NOW)
    return Client(headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def workspace(state):
    return made("acme")


@pytest.fixture
def ann(workspace):
    return known(workspace, "ann")[0]


@pytest.fixture
def api(workspace):
    return caller(workspace)


@pytest.fixture(autouse=True)
def _rooms_know_nothing(monkeypatch):
    monkeypatch.setattr(queries, "contributions", lambda duty: ())


def test_a_customer_is_shown_whole_under_either_id(api, ann):
    shown = {
        "id": ann.public_id,
        "user_id": "ann",
        "email": None,
        "traits": {},
        "segments": [],
        "stage": "new",
        "consents": [],
    }

    assert api.get("/api/v1/customers/ann").json() == shown
    assert api.get(f"/api/v1/customers/{ann.public_id}").json() == shown


def test_ids_with_signs_are_found(api, workspace):
    known(workspace, "o'brien+x@example.com", "한국 %")

    assert api.get("/api/v1/customers/o'brien+x@example.com").json()["user_id"] == "o'brien+x@example.com"
    assert api.get("/api/v1/customers/%ED%95%9C%EA%B5%AD%20%25").json()["user_id"] == "한국 %"


@pytest.mark.parametrize("path", ["", "/events", "/consents"])
def test_customers_of_another_workspace_are_not_found(ann, path):
    answer = caller(made("other")).get(f"/api/v1/customers/{ann.public_id}{path}")

    assert answer.status_code == 404
    assert answer.json() == {
        "code": "not_found",
        "message": f"There is no customer '{ann.public_id}' here.",
        "field": "customer",
    }


def test_customers_are_listed_newest_first_in_pages(api, workspace):
    known(workspace, "a", "b", "c")

    first = api.get("/api/v1/customers?limit=2").json()
    rest = api.get("/api/v1/customers", {"limit": 2, "cursor": first["next_cursor"]}).json()

    assert [[item["user_id"] for item in page["items"]] for page in (first, rest)] == [["c", "b"], ["a"]]
    assert rest["next_cursor"] is None


def test_a_customers_events_come_newest_first_in_pages(api, workspace, ann):
    flushed(workspace, 1, "a", "b", customer_id=ann.id)
    flushed(workspace, 2, "other", customer_id=ann.id + 1)
    flushed(workspace, 3, "c", customer_id=ann.id)

    first = api.get("/api/v1/customers/ann/events?limit=2").json()
    rest = api.get("/api/v1/customers/ann/events", {"cursor": first["next_cursor"]}).json()

    assert [[item["message_id"] for item in page["items"]] for page in (first, rest)] == [["c", "b"], ["a"]]
    assert first["items"][0] == {
        "message_id": "c",
        "kind": "track",
        "name": "signed_up",
        "user_id": None,
        "anonymous_id": None,
        "account_id": None,
        "occurred_at": "2026-03-01T12:00:00Z",
        "received_at": "2026-03-01T12:00:00Z",
        "source": "website",
        "historical": False,
        "properties": {},
        "context": {},
    }
    assert rest["next_cursor"] is None


def test_a_consent_is_written_by_the_clock_of_the_workspace_and_shown(api, ann):
    answer = api.put(
        "/api/v1/customers/ann/consents",
        {"channel": "email", "purpose": "marketing", "state": "granted", "text_version": "v2", "source": "form"},
        content_type="application/json",
    )

    held = {"channel": "email", "purpose": "marketing", "state": "granted", "at": "2026-03-01T12:00:00Z"}
    assert (answer.status_code, answer.json()) == (200, held)
    assert api.get("/api/v1/customers/ann").json()["consents"] == [held]
    assert api.get("/api/v1/customers/ann/consents").json() == {"items": [held], "next_cursor": None}
    row = ConsentRow.objects.get()
    assert (row.customer_id, row.text_version, row.source, row.actor[:4]) == (ann.id, "v2", "form", "key:")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"state": "maybe"}, "state"), ({"channel": "E-Mail"}, "channel"), ({"colour": "red"}, "colour")],
)
def test_a_consent_that_cannot_be_is_refused_and_nothing_is_written(api, ann, change, field):
    body = {"channel": "email", "purpose": "marketing", "state": "granted"} | change

    answer = api.put("/api/v1/customers/ann/consents", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "bad_input", field)
    assert ConsentRow.objects.count() == 0


def test_a_cursor_that_was_not_given_out_is_refused(api, ann):
    assert api.get("/api/v1/customers/ann/events?cursor=12").json()["field"] == "cursor"
    assert api.get("/api/v1/customers?limit=0").status_code == 422


def test_without_a_key_nobody_is_shown_anything(ann):
    assert Client().get("/api/v1/customers/ann").status_code == 401
