"""Test the parts that templates share, by API."""

import pytest
from django.test import Client

from tenure.messaging.services.own_sandbox import sandbox
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tenure.signals.services.change_definitions import put_segment
from tests.messaging.scenes import NOW, made, saved

pytestmark = pytest.mark.db
SNIPPET = {"key": "hero", "locale": "en", "body": "for all", "variants": [{"segment": "vip", "body": "for {{ x }}"}]}


@pytest.fixture(autouse=True)
def _sandbox_of_its_own():
    yield
    if sandbox.cache_info().currsize:
        sandbox().close()
        sandbox.cache_clear()


@pytest.fixture
def workspace(state):
    return made()


@pytest.fixture
def client(workspace):
    put_segment(workspace.id, "vip", {"where": "plan = 'pro'", "name": "VIP"}, actor="system", now=NOW)
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="secret", name="server", now=NOW)
    return Client(headers={"authorization": f"Bearer {key}"})


def _put(client, key="hero", **changes):
    body = {name: value for name, value in (SNIPPET | changes).items() if name != "key"}
    return client.put(f"/api/v1/snippets/{key}", body, content_type="application/json")


def test_a_snippet_is_saved_changed_read_and_deleted(client):
    assert _put(client).json() == SNIPPET
    assert _put(client, body="other").json()["body"] == "other"
    _put(client, locale="pl", variants=[])

    items = client.get("/api/v1/snippets/hero").json()["items"]
    assert [(each["locale"], each["body"]) for each in items] == [("en", "other"), ("pl", "for all")]
    assert client.get("/api/v1/snippets").json()["items"] == items
    assert client.delete("/api/v1/snippets/hero").status_code == 204
    assert client.get("/api/v1/snippets/hero").status_code == 404
    assert client.delete("/api/v1/snippets/hero").status_code == 404


def test_a_snippet_that_is_shown_stays(client, workspace):
    _put(client)
    saved(workspace, body="{% render 'hero' %}")

    said = client.delete("/api/v1/snippets/hero")

    assert (said.status_code, said.json()["code"]) == (409, "conflict")
    assert said.json()["message"] == "template welcome would miss it; change them first."
    assert client.get("/api/v1/snippets/hero").status_code == 200


@pytest.mark.parametrize(
    ("key", "changes", "field"),
    [
        ("No", {}, "key"),
        ("hero", {"locale": "english!"}, "locale"),
        ("hero", {"body": "{% if %}"}, "body"),
        ("hero", {"body": "{{ 1 | nope }}"}, "body"),
        ("hero", {"variants": [{"segment": "nobody", "body": "x"}]}, "variants[0].segment"),
        ("hero", {"variants": [{"segment": "vip", "body": "{% endif %}"}]}, "variants[0].body"),
        ("hero", {"body": "{% render 'nope' %}"}, "body"),
    ],
)
def test_a_fault_is_answered_with_its_field(client, key, changes, field):
    said = _put(client, key, **changes)

    assert (said.status_code, said.json()["field"]) == (422, field)
    assert client.get("/api/v1/snippets").json()["items"] == []


def test_a_template_may_show_what_is_saved(client):
    body = {"subject": "Hello", "liquid": "{% render 'hero' %}"}

    refused = client.put("/api/v1/templates/t", body, content_type="application/json")
    _put(client)
    taken = client.put("/api/v1/templates/t", body, content_type="application/json")

    assert (refused.status_code, refused.json()["message"]) == (422, "There is no snippet `hero`; save it first.")
    assert taken.status_code == 200
