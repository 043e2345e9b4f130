"""The PyPI client `segment-analytics-python` 2.3.4, as any host application uses it."""

from datetime import UTC, datetime

import pytest
from segment.analytics.client import Client
from segment.analytics.request import APIError

from tests.support.fronts import BROWSER_KEY, SERVER_KEY

AT = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture
def failures():
    return []


@pytest.fixture
def client(front, failures, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = Client(
        SERVER_KEY,
        host=front.url,
        on_error=lambda error, batch: failures.append(error),
        upload_size=100,
        upload_interval=0.05,
        max_retries=1,
    )
    yield made
    made.shutdown()


def _sent(event):
    """Return an event without what differs from call to call."""
    return {key: value for key, value in event.items() if key not in {"message_id", "sent_at", "context"}}


def test_every_kind_of_call_arrives(client, front, failures):
    client.identify("ann", {"email": "ann@example.com", "joined": AT}, timestamp=AT)
    client.track("ann", "opened", {"plan": "pro", "amount": 19.99}, timestamp=AT)
    client.page("ann", "Docs", "Pricing", {"path": "/pricing"}, timestamp=AT)
    client.screen("ann", "Docs", "Home", {"dark": True}, timestamp=AT)
    client.group("ann", "acme", {"seats": 5}, timestamp=AT)
    client.alias("anon-1", "ann", timestamp=AT)
    client.track(anonymous_id="anon-2", event="opened", timestamp=AT)
    client.flush()

    common = {"user_id": "ann", "timestamp": "2026-03-01T12:00:00.250000Z"}
    assert [_sent(event) for event in front.events()] == [
        common
        | {
            "kind": "identify",
            "properties": {"email": "ann@example.com", "joined": "2026-03-01T12:00:00.250000+00:00"},
        },
        common | {"kind": "track", "name": "opened", "properties": {"plan": "pro", "amount": 19.99}},
        common | {"kind": "page", "name": "Pricing", "properties": {"category": "Docs", "path": "/pricing"}},
        common | {"kind": "screen", "name": "Home", "properties": {"category": "Docs", "dark": True}},
        common | {"kind": "group", "account_id": "acme", "properties": {"seats": 5}},
        common | {"kind": "alias", "anonymous_id": "anon-1", "properties": {"previousId": "anon-1"}},
        {"kind": "track", "name": "opened", "anonymous_id": "anon-2", "timestamp": common["timestamp"]},
    ]
    assert failures == []


def test_what_the_client_says_of_itself_and_of_the_time_is_kept(client, front):
    client.track("ann", "opened", context={"ip": "10.0.0.1"}, message_id="own-1")
    client.flush()

    (event,) = front.events()
    assert event["message_id"] == "own-1"
    assert event["context"] == {"ip": "10.0.0.1", "library": {"name": "analytics-python", "version": "2.3.4"}}
    assert event["timestamp"] <= event["sent_at"]


def test_a_thousand_calls_arrive_once_each(client, front, failures):
    for number in range(1_000):
        client.track("ann", "opened", {"number": number, "한글": "값"})
    client.flush()

    events = front.events()
    assert sorted(event["properties"]["number"] for event in events) == list(range(1_000))
    assert len({event["message_id"] for event in events}) == 1_000
    assert failures == []


def test_packed_batches_arrive(front, failures, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    client = Client(SERVER_KEY, host=f"{front.url}/", gzip=True, sync_mode=True)

    client.track("ann", "opened")

    assert len(front.events()) == 1


def test_nan_costs_only_the_event_that_has_it(client, front, failures):
    client.track("ann", "opened", {"ratio": float("nan")})
    client.track("ann", "opened", {"ratio": 0.5})
    client.flush()

    assert [event["properties"] for event in front.events()] == [{"ratio": 0.5}]
    assert failures == []


def test_a_refusal_reaches_the_caller_with_its_code_and_is_not_tried_again(front, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    client = Client("tn_write_nobody", host=front.url, sync_mode=True)

    with pytest.raises(APIError) as refused:
        client.track("ann", "opened")

    assert (refused.value.status, refused.value.code) == (401, "unknown_key")


def test_a_browser_key_is_a_write_key_too(front, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    Client(BROWSER_KEY, host=front.url, sync_mode=True).track("ann", "opened")

    assert [request["source"] for request in front.taken()] == ["website"]
