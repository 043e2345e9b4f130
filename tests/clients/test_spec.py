"""Every kind of payload of Segment's public spec, sent by a server and read back by API.

The events are our own; their fields, their types and their nesting are those of the spec's pages: the six calls with
all common fields, then the events that it names for shops, video, apps, B2B, email, live chat and experiments.
"""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from tenure.events.inbox.opening import open_inbox
from tenure.events.services.consume import Consumer
from tenure.platform.services.create_workspace import issue_key
from tests.support.fronts import running_front
from tests.support.workspaces import NOW, make_workspace

PAYLOADS = json.loads((Path(__file__).parent / "spec_payloads.json").read_text())
CALLS = ("identify", "track", "page", "screen", "group", "alias")


def _content(payload):
    """Return what an event says under the name under which Tenure keeps it."""
    match payload["type"]:
        case "identify" | "group":
            return payload["traits"]
        case "alias":
            return {"previousId": payload["previousId"]}
        case _:
            return ({"category": payload["category"]} if "category" in payload else {}) | payload["properties"]


def _expected(payload):
    sending = {name: payload[name] for name in ("integrations", "channel") if name in payload}
    return {
        "kind": payload["type"],
        "name": payload.get("event", payload.get("name")),
        "user_id": payload["userId"],
        "anonymous_id": payload.get("previousId", payload.get("anonymousId")),
        "account_id": payload.get("groupId"),
        "source": "server",
        "properties": _content(payload),
        "context": sending | payload["context"],
    }


def _happened(payload, event):
    """Return when an event happened by the server's clock: the device's was off by as much as its `sentAt` says."""
    if "sentAt" not in payload:
        return datetime.fromisoformat(payload["timestamp"])
    late = datetime.fromisoformat(payload["sentAt"]) - datetime.fromisoformat(payload["originalTimestamp"])
    return datetime.fromisoformat(event["received_at"]) - late


def _spelled(value):
    """Return JSON text, in which 5 is not 5.0 and true is not 1."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _read_back(api):
    customers = api.get("/api/v1/customers?limit=500").json()["items"]
    pages = [api.get(f"/api/v1/customers/{customer['id']}/events?limit=500").json() for customer in customers]
    return {event["message_id"]: event for page in pages for event in page["items"]}


@pytest.mark.db
@pytest.mark.parametrize("in_one_batch", [False, True], ids=["one by one", "in one batch"])
def test_every_payload_of_the_spec_is_read_back_as_it_was_sent(home, database, in_one_batch):
    key = issue_key(make_workspace("Meadow", kind="live"), kind="secret", name="server", now=NOW)
    with running_front(home, database_url=database.url) as front:
        if in_one_batch:
            answers = [front.post("/v1/batch", {"batch": PAYLOADS}, key=key)]
        else:
            answers = [front.post(f"/v1/{payload['type']}", payload, key=key) for payload in PAYLOADS]
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, '{"success":true}')}

    inbox = open_inbox(home.path, database.url)
    assert Consumer(inbox).step(datetime.now(UTC)) == len(PAYLOADS)
    inbox.close()
    found = _read_back(Client(headers={"Authorization": f"Bearer {key}"}))

    assert set(found) == {payload["messageId"] for payload in PAYLOADS}
    for payload in PAYLOADS:
        event = found[payload["messageId"]]
        expected = _expected(payload)
        assert _spelled({name: event[name] for name in expected}) == _spelled(expected)
        happened = datetime.fromisoformat(event["occurred_at"])
        assert abs(happened - _happened(payload, event)) <= timedelta(milliseconds=1)


def test_the_payloads_cover_the_spec():
    kinds = Counter(payload["type"] for payload in PAYLOADS)
    names = {payload["event"] for payload in PAYLOADS if payload["type"] == "track"}

    assert set(kinds) == set(CALLS)
    assert len(names) == 80
    assert len(names | set(CALLS)) >= 75
