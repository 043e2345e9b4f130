"""Playbooks by API."""

import pytest
from django.test import Client

from tenure.journeys import queries as journeys
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tenure.platform.services.issue_api_key import WantedKey, new_api_key
from tests.messaging.scenes import NOW, made
from tests.signals.streams import event, flush

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def row(state):
    return WorkspaceRow.objects.get(pk=made().id)


@pytest.fixture
def client(row):
    key = issue_key(row, kind="secret", name="server", now=NOW)
    return Client(headers={"authorization": f"Bearer {key}"})


def install(client, key, **said):
    return client.post(f"/api/v1/playbooks/{key}/install", said, content_type="application/json")


def test_a_playbook_says_what_it_needs_and_what_of_it_is_here(client, row):
    flush(row, [event("s1", "signed_up", customer=1), event("s2", "signed_up", customer=1, minutes=-40 * 24 * 60)])

    found = client.get("/api/v1/playbooks/onboarding").json()

    assert (found["name"], found["serves"], found["state"]) == ("Onboarding", "relevance", "absent")
    assert {each["event"]: (each["name"], each["count"]) for each in found["events"]} == {
        "signed_up": ("", 1),
        "key_action": ("key_action", 0),
        "value_shown": ("value_shown", 0),
    }
    assert [each["state"] for each in found["journeys"]] == [None] * 4
    assert found["unknown_traits"] == []
    assert [step["code"] for step in found["steps"]] == ["website_url", "no_event", "no_event"]
    assert [each["key"] for each in client.get("/api/v1/playbooks").json()["items"]] == [
        "after_cancel", "inactivity", "onboarding", "welcome",
    ]  # fmt: skip


def test_a_dry_run_says_what_an_installation_does(client, row):
    said = {"names": {"key_action": "workout_completed"}, "locales": ["en", "pl"]}

    would = install(client, "onboarding", **said, dry_run=True).json()
    assert journeys.journeys(row.pk) == []
    done = install(client, "onboarding", **said).json()

    assert would["changes"] == done["changes"]
    assert done["problems"] == []
    assert {each["act"] for each in done["changes"]} == {"create"}
    names = client.get("/api/v1/playbooks/onboarding").json()["names"]
    assert {each["name"]: each["used"] for each in names} == {
        "key_action": "workout_completed",
        "value_shown": "value_shown",
    }
    assert install(client, "onboarding", locales=["en", "pl"]).json()["changes"] == []


@pytest.mark.parametrize(
    ("key", "said", "status", "field"),
    [
        ("nope", {}, 404, "playbook"),
        ("welcome", {"locales": ["xx"]}, 422, "locales"),
        ("welcome", {"names": {"a": "b"}}, 422, "names"),
        ("onboarding", {"names": {"key_action": ""}}, 422, "key_action"),
        ("welcome", {"unknown": 1}, 422, "unknown"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(client, row, key, said, status, field):
    answer = install(client, key, **said)

    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert journeys.journeys(row.pk) == []


def test_a_key_that_may_not_write_all_of_it_installs_nothing(row):
    key = new_api_key(row, WantedKey("secret", "narrow"), scopes=("journeys.write",), now=NOW).secret

    answer = install(Client(headers={"authorization": f"Bearer {key}"}), "welcome")

    assert (answer.status_code, answer.json()["field"]) == (403, "scope")
    assert journeys.journeys(row.pk) == []
