"""Set playbooks up by the management API, as anybody does."""

import pytest
from django.test import Client

from tenure.messaging.services.own_sandbox import sandbox
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tenure.playbooks.reading import playbook, playbook_keys
from tests.messaging.scenes import NOW, made

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _sandbox_of_its_own():
    yield
    if sandbox.cache_info().currsize:
        sandbox().close()
        sandbox.cache_clear()


@pytest.fixture
def client(state):
    key = issue_key(WorkspaceRow.objects.get(pk=made().id), kind="secret", name="server", now=NOW)
    return Client(headers={"authorization": f"Bearer {key}"})


@pytest.mark.parametrize("key", playbook_keys())
def test_a_playbook_is_taken_as_it_is_and_its_journeys_begin(client, key):
    book = playbook(key)
    ours = {"postal_address": "1 Long Street, Warsaw", "brand": {"website_url": "https://moveo.example"}}
    answers = [client.put("/api/v1/messaging/settings", ours, content_type="application/json")]
    answers += [
        client.put(f"/api/v1/{kind}/{name}", body, content_type="application/json")
        for kind in ("content", "traits", "segments", "snippets", "templates")
        for name, body in getattr(book, kind)
    ]
    for text in book.journeys:
        answers.append(client.post("/api/v1/journeys", text, content_type="text/yaml"))
        journey = answers[-1].json()["key"]
        answers.append(client.post(f"/api/v1/journeys/{journey}/activate", {}, content_type="application/json"))

    assert [answer.json() for answer in answers if answer.status_code >= 300] == []
    assert len(answers) >= 5
