from email import message_from_bytes, policy

import pytest
from django.test import Client

from tenure.messaging.catcher import Catcher
from tenure.messaging.queries import messages
from tenure.messaging.senders import SenderBook
from tenure.messaging.services.deliver import deliver
from tenure.messaging.services.own_sandbox import sandbox
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tests.messaging.scenes import NOW, described, known, made, queued
from tests.messaging.sink import sink

pytestmark = pytest.mark.db

BODY = {
    "channel": "email",
    "class": "service",
    "subject": "Welcome to {{ workspace.name }}",
    "liquid": "<p>Hi {{ customer.name }}</p>",
    "text": "Hi {{ customer.name }}",
    "locale": "en",
}


@pytest.fixture(autouse=True)
def _sandbox_of_its_own():
    yield
    if sandbox.cache_info().currsize:
        sandbox().close()
        sandbox.cache_clear()


@pytest.fixture
def workspace(state):
    return made(deliver="smtp")


@pytest.fixture
def client(workspace):
    return _client(workspace)


def _client(workspace):
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="secret", name="server", now=NOW)
    return Client(headers={"authorization": f"Bearer {key}"})


def _put(client, key="welcome", **changes):
    body = {name: value for name, value in (BODY | changes).items() if value is not None}
    return client.put(f"/api/v1/templates/{key}", body, content_type="application/json")


def _send(workspace, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "name": "Ann Żak"})
    queued(workspace, known(workspace, "ann"))
    with sink() as server:
        book = SenderBook(smtp_url=server.url, catcher_port=None, from_address="hello@moveo.example")
        deliver(lambda _: NOW, senders=book)
        book.close()
    return server


def test_a_template_is_saved_and_read_back(client):
    assert _put(client).json() == {"key": "welcome", "locale": "en", "version": 1}
    assert _put(client, subject="Hi").json() == {"key": "welcome", "locale": "en", "version": 2}

    item = {**BODY, "key": "welcome", "version": 2, "subject": "Hi", "mjml": None}
    assert client.get("/api/v1/templates").json() == {"items": [item], "next_cursor": None}
    assert client.get("/api/v1/templates/welcome").json() == {"items": [item], "next_cursor": None}


def test_a_template_is_english_marketing_mail_unless_it_says_otherwise(client):
    response = client.put(
        "/api/v1/templates/t", {"subject": "Hi", "liquid": "<p>x</p>"}, content_type="application/json"
    )

    assert response.status_code == 200
    (item,) = client.get("/api/v1/templates/t").json()["items"]
    assert (item["class"], item["channel"], item["locale"], item["text"]) == ("marketing", "email", "en", "")


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"liquid": None}, "mjml", "Give the body"),
        ({"mjml": "<mjml></mjml>"}, "liquid", "Give the body once"),
        ({"liquid": None, "mjml": "<mjml>\n<mj-bdy></mj-bdy>\n</mjml>"}, "mjml", "Line 2: <mj-bdy>"),
        ({"class": "urgent"}, "class", "class: input should be 'marketing', 'service' or 'transactional'"),
        ({"channel": "pigeon"}, "channel", "There is no channel"),
        ({"colour": "red"}, "colour", "colour is not known here"),
        ({"subject": None}, "subject", "A mail needs a subject."),
        ({"text": "a\n{{ nobody }}"}, "text", "Line 2: `nobody`"),
    ],
)
def test_a_fault_is_answered_with_its_field_and_a_remedy(client, changes, field, says):
    response = _put(client, **changes)

    assert response.status_code == 422
    assert response.json()["code"] == "bad_input"
    assert response.json()["field"] == field
    assert response.json()["message"].startswith(says)
    assert client.get("/api/v1/templates").json()["items"] == []


def test_what_is_not_there_is_404(client):
    for path in ("templates/nope", "messages/msg_nope", "messages/msg_nope/raw", "customers/nope/messages"):
        response = client.get(f"/api/v1/{path}")
        assert (response.status_code, response.json()["code"]) == (404, "not_found"), path


def test_a_sent_message_is_shown_as_it_arrived(client, workspace, monkeypatch):
    _put(client)
    server = _send(workspace, monkeypatch)

    (item,) = client.get("/api/v1/messages").json()["items"]
    arrived = message_from_bytes(server.mails[0], policy=policy.default)
    ann = known(workspace, "ann")[0]
    assert item == {
        "id": messages(workspace.id, limit=1)[0].public_id,
        "message_id": arrived["Message-ID"],
        "customer": ann.public_id,
        "state": "sent",
        "reason": "",
        "class": "service",
        "channel": "email",
        "template": "welcome",
        "subject": "Welcome to Moveo",
        "to": "ann@example.com",
        "journey": "welcome",
        "enrollment": f"enr_{ann.id}",
        "node": "hello",
        "arm": None,
        "topic": None,
        "priority": 50,
        "queued_at": "2026-03-01T12:00:00Z",
        "deferred_until": None,
        "expires_at": "2026-03-02T12:00:00Z",
        "sent_at": "2026-03-01T12:00:00Z",
        "delivered_at": None,
        "bounced_at": None,
        "complained_at": None,
        "opened_at": None,
        "clicked_at": None,
    }
    detail = client.get(f"/api/v1/messages/{item['id']}").json()
    assert {key: detail[key] for key in item} == item
    assert detail["html"] == arrived.get_body(("html",)).get_content() == "<p>Hi Ann Żak</p>\r\n"
    assert detail["text"] == arrived.get_body(("plain",)).get_content()
    assert {"name": "To", "value": "ann@example.com"} in detail["headers"]
    raw = client.get(f"/api/v1/messages/{item['id']}/raw")
    assert (raw.content, raw["content-type"]) == (server.mails[0], "message/rfc822")


def test_caught_mail_is_listed_and_given_back_byte_for_byte(state, monkeypatch):
    workspace = made()
    client = _client(workspace)
    _put(client)
    described(
        monkeypatch,
        ann={"email": "ann@example.com", "name": "Ann Żak"},
        bob={"email": "bob@example.com", "name": "Bob"},
    )
    queued(workspace, known(workspace, "ann", "bob"))
    with Catcher() as catcher:
        book = SenderBook(smtp_url=None, catcher_port=catcher.port, from_address="hello@moveo.example")
        deliver(lambda _: NOW, senders=book)
        book.close()

    first = client.get("/api/v1/catcher?limit=1").json()
    rest = client.get(f"/api/v1/catcher?limit=1&cursor={first['next_cursor']}").json()
    mails = first["items"] + rest["items"]
    assert (sorted(mail["to"] for mail in mails), rest["next_cursor"]) == (["ann@example.com", "bob@example.com"], None)
    for mail in mails:
        caught = client.get(f"/api/v1/catcher/{mail['id']}/raw").content
        assert caught == client.get(f"/api/v1/messages/{mail['message']}/raw").content
    assert _client(made("Other")).get(f"/api/v1/catcher/{mails[0]['id']}/raw").status_code == 404


def test_messages_are_found_by_customer_and_state_and_page_by_page(client, workspace):
    ann, bob = known(workspace, "ann", "bob")
    for node in ("a", "b", "c"):
        queued(workspace, [ann, bob], node=node)

    def ids(path):
        return [item["customer"] for item in client.get(f"/api/v1/{path}").json()["items"]]

    assert ids("messages?customer=ann") == ids("customers/ann/messages") == [ann.public_id] * 3
    assert ids(f"messages?customer={bob.public_id}&state=queued") == [bob.public_id] * 3
    assert ids("messages?state=sent") == []
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/api/v1/messages?limit=4{cursor and f'&cursor={cursor}'}").json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 6
    assert client.get("/api/v1/messages?state=lost").status_code == 422


def test_an_unwritten_message_has_no_bytes_yet(client, workspace):
    queued(workspace, known(workspace, "ann"))
    (item,) = client.get("/api/v1/messages").json()["items"]

    assert (item["message_id"], item["class"], item["subject"], item["to"]) == (None, None, None, None)
    detail = client.get(f"/api/v1/messages/{item['id']}").json()
    assert (detail["html"], detail["text"], detail["headers"]) == ("", "", [])
    assert client.get(f"/api/v1/messages/{item['id']}/raw").status_code == 404


def test_another_workspace_sees_nothing(client, workspace):
    _put(client)
    queued(workspace, known(workspace, "ann"))
    public_id = messages(workspace.id, limit=1)[0].public_id
    stranger = _client(made("Other"))

    assert stranger.get("/api/v1/messages").json()["items"] == []
    assert stranger.get("/api/v1/templates").json()["items"] == []
    assert stranger.get(f"/api/v1/messages/{public_id}").status_code == 404
    assert stranger.get(f"/api/v1/messages/{public_id}/raw").status_code == 404


def test_without_a_key_nobody_comes_in(workspace):
    assert Client().get("/api/v1/messages").status_code == 401
