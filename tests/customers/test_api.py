from urllib.parse import quote

import polars as pl
import pytest
from django.test import Client

from tenure.customers import queries
from tenure.customers.models import ConsentRow
from tenure.customers.services.join_accounts import join_accounts
from tenure.platform.models import MembershipRow, User, WorkspaceRow
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
        "ignored": [],
        "segments": [],
        "stage": "new",
        "owner": None,
        "accounts": [],
        "tags": [],
        "consents": [],
    }

    assert api.get("/api/v1/customers/ann").json() == shown
    assert api.get(f"/api/v1/customers/{ann.public_id}").json() == shown


def test_ids_with_signs_are_found(api, workspace):
    known(workspace, "o'brien+x@example.com", "한국 %")

    assert api.get("/api/v1/customers/o'brien+x@example.com").json()["user_id"] == "o'brien+x@example.com"
    assert api.get("/api/v1/customers/%ED%95%9C%EA%B5%AD%20%25").json()["user_id"] == "한국 %"


@pytest.mark.parametrize("path", ["", "/events", "/consents", "/consents/history"])
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


def send(api, method, path, body=None):
    answer = getattr(api, method)(f"/api/v1{path}", body, content_type="application/json")
    return answer.status_code, answer.json()


@pytest.mark.parametrize("name", ["team/ann", "/ann", "a//b", "a/events", "https://id.example/ann?x=1#y"])
def test_an_id_with_a_slash_is_an_address_too(api, workspace, name):
    known(workspace, name)
    spelled = quote(name, safe="")

    assert send(api, "get", f"/customers/{spelled}/events")[0] == 200
    assert send(api, "get", f"/customers/{spelled}/messages") == (200, {"items": [], "next_cursor": None})
    assert send(api, "get", f"/customers/{spelled}/enrollments") == (200, {"items": [], "next_cursor": None})
    assert send(api, "put", f"/customers/{spelled}/tags/vip") == (200, {"items": ["vip"]})
    if name != "a/events":  # which is the list of events of "a": it is addressed by its public id
        assert send(api, "get", f"/customers/{spelled}")[1]["user_id"] == name


def test_a_customer_is_merged_into_another_by_either_id(api, workspace, ann):
    (bob,) = known(workspace, "bob")

    status, shown = send(api, "post", "/customers/ann/merge", {"from": bob.public_id})

    assert (status, shown["id"], shown["user_id"]) == (200, ann.public_id, "ann")
    assert send(api, "get", "/customers/bob")[1]["id"] == ann.public_id
    assert send(api, "get", f"/customers/{bob.public_id}")[1]["id"] == ann.public_id


@pytest.mark.parametrize(
    ("source", "status", "code", "field"),
    [("ann", 422, "bad_input", "from"), ("nobody", 404, "not_found", "customer"), (None, 422, "bad_input", "from")],
)
def test_a_merge_that_cannot_be_is_refused(api, ann, source, status, code, field):
    answer = send(api, "post", "/customers/ann/merge", {} if source is None else {"from": source})

    assert (answer[0], answer[1]["code"], answer[1]["field"]) == (status, code, field)


def test_tags_are_put_on_and_taken_off(api, ann):
    assert send(api, "put", "/customers/ann/tags/VIP") == (200, {"items": ["vip"]})
    assert send(api, "get", "/customers/ann")[1]["tags"] == ["vip"]
    assert send(api, "put", "/customers/ann/tags/%3Cb%3E")[1]["field"] == "tag"
    assert send(api, "delete", "/customers/ann/tags/vip") == (200, {"items": []})


def test_accounts_are_shown_with_their_members_and_owner(api, workspace, ann):
    joined = [(workspace.id, ann.id, key, NOW, '{"name":"Acme"}') for key in ("acme", "acme/lab")]
    names = ["workspace_id", "customer_id", "account_id", "occurred_at", "properties"]
    join_accounts(pl.DataFrame(joined, schema=names, orient="row"), now={workspace.id: NOW})
    owner = User.objects.create_user("cas@team.example", "correct horse")
    MembershipRow.objects.create(workspace_id=workspace.id, user=owner, role="success")
    shown = {
        "key": "acme",
        "name": "Acme",
        "traits": {"name": "Acme"},
        "owner": None,
        "created_at": "2026-03-01T12:00:00Z",
    }

    assert send(api, "get", "/accounts/acme") == (200, shown)
    assert send(api, "get", "/accounts/acme%2Flab")[1]["key"] == "acme/lab"
    assert send(api, "get", "/accounts?limit=1")[1]["next_cursor"] == "acme/lab"
    assert send(api, "get", "/accounts?cursor=acme%2Flab") == (200, {"items": [shown], "next_cursor": None})
    assert [item["user_id"] for item in send(api, "get", "/accounts/acme/members")[1]["items"]] == ["ann"]
    assert send(api, "put", "/accounts/acme/owner", {"owner": "cas@team.example"})[1]["owner"] == "cas@team.example"
    assert send(api, "put", "/customers/ann/owner", {"owner": "cas@team.example"})[1]["owner"] == "cas@team.example"
    assert send(api, "put", "/customers/ann/owner", {"owner": "nobody@team.example"})[1]["field"] == "owner"
    assert [each["is_current"] for each in send(api, "get", "/customers/ann")[1]["accounts"]] == [True, False]
    assert send(api, "get", "/accounts/nope")[0] == 404


def test_the_ledger_is_shown_newest_first_in_pages(api, workspace, ann):
    (bob,) = known(workspace, "bob")
    consent = {"channel": "email", "purpose": "marketing", "state": "granted", "text_version": "v2", "source": "form"}
    send(api, "put", "/customers/bob/consents", consent)
    send(api, "put", "/customers/ann/consents", consent | {"state": "withdrawn"})
    send(api, "post", "/customers/ann/merge", {"from": "bob"})

    first = send(api, "get", "/customers/ann/consents/history?limit=1")[1]
    rest = send(api, "get", f"/customers/ann/consents/history?cursor={first['next_cursor']}")[1]

    entries = [*first["items"], *rest["items"]]
    assert [(entry["customer"], entry["state"]) for entry in entries] == [
        (ann.public_id, "withdrawn"),
        (bob.public_id, "granted"),
    ]
    assert entries[0]["actor"].startswith("key:")
    assert {name: entries[0][name] for name in ("text_version", "source", "at")} == {
        "text_version": "v2",
        "source": "form",
        "at": "2026-03-01T12:00:00Z",
    }
    assert (rest["next_cursor"], send(api, "get", "/customers/ann/consents/history?cursor=x")[1]["field"]) == (
        None,
        "cursor",
    )


def test_consents_are_imported_with_their_proof(api, ann):
    item = {"user_id": "ann", "channel": "email", "purpose": "marketing", "state": "granted", "at": "2025-01-01T00:00Z"}
    body = {"source": "old system", "text_version": "1", "items": [item, item | {"user_id": "nobody"}]}

    assert send(api, "post", "/consents/import", body) == (200, {"recorded_count": 1, "unknown_user_ids": ["nobody"]})
    assert send(api, "post", "/consents/import", body | {"source": ""})[1]["field"] == "source"


def test_consent_is_taken_for_granted_where_a_workspace_says_so(api, workspace):
    assert send(api, "get", "/consent-defaults/email") == (200, {"channel": "email", "is_assumed": False})
    for is_assumed in (True, False):
        said = {"is_assumed": is_assumed}
        assert send(api, "put", "/consent-defaults/email", said) == (200, {"channel": "email"} | said)
        assert send(api, "get", "/consent-defaults/email") == (200, {"channel": "email"} | said)
    assert send(api, "put", "/consent-defaults/E-Mail", {"is_assumed": True})[1]["field"] == "channel"


def test_addresses_are_suppressed_and_let_go(api, workspace):
    one, both = ["ann@example.com"], ["ann@example.com", "bob@example.com"]

    assert send(api, "post", "/suppressions", {"values": one}) == (200, {"suppressed": one})
    assert send(api, "post", "/suppressions/check", {"values": both}) == (200, {"suppressed": one})
    assert send(api, "post", "/suppressions/lift", {"values": both}) == (200, {"suppressed": []})


def test_law_l6_an_erasure_is_asked_for_and_says_what_is_kept(api, ann):
    status, asked = send(api, "post", "/customers/ann/erase")

    assert (status, asked["customer"], asked["done_at"], asked["removed"]) == (202, ann.public_id, None, {})
    assert [kept["what"] for kept in asked["kept"]] == ["suppression", "consents", "audit", "backups"]
    assert send(api, "post", "/customers/ann/erase")[1] == asked
    assert send(api, "get", f"/erasures/{asked['id']}") == (200, asked)
    assert send(api, "get", "/erasures") == (200, {"items": [asked], "next_cursor": None})
    assert caller(made("other")).get(f"/api/v1/erasures/{asked['id']}").status_code == 404


def test_customers_are_searched_by_the_beginning_of_an_id(api, workspace, ann):
    known(workspace, "bob")

    assert [item["user_id"] for item in send(api, "get", "/customers?search=AN")[1]["items"]] == ["ann"]
