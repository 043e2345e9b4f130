"""The demo speaks to Tenure as any client does."""

from datetime import UTC, datetime, timedelta

import pytest

from tenure.demo.client import connected
from tenure.kernel.errors import Unavailable
from tests.demo.world import Stage

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_many_events_go_in_batches_with_the_write_key():
    stage = Stage(NOW)

    stage.tenure().post_events([{"messageId": str(number)} for number in range(1001)])

    assert [len(body["batch"]) for body in stage.said("POST /v1/batch")] == [500, 500, 1]
    assert {body["writeKey"] for body in stage.said("POST /v1/batch")} == {"tn_write_1"}
    assert "sentAt" not in stage.said("POST /v1/batch")[0]


def test_the_present_says_when_it_was_sent():
    stage = Stage(NOW)

    stage.tenure().post_events([{"messageId": "1"}], sent_at=NOW)

    assert stage.said("POST /v1/batch")[0]["sentAt"] == "2026-03-01T09:00:00.000+00:00"


def test_an_overloaded_tenure_is_asked_again_with_the_same_events():
    stage = Stage(NOW, troubles=[503, 429])

    stage.tenure().post_events([{"messageId": "1"}])

    assert stage.events() == [{"messageId": "1"}]


def test_a_refusal_is_not_tried_again():
    stage = Stage(NOW, troubles=[401])

    with pytest.raises(Unavailable, match="Tenure answered 401 to /v1/batch"):
        stage.tenure().post_events([{"messageId": "1"}])

    assert stage.calls == []


def test_a_journey_is_started_for_new_customers_only():
    stage = Stage(NOW)

    stage.tenure().write_journey("key: welcome")
    stage.tenure().activate("welcome")

    assert stage.calls == [
        ("POST /api/v1/journeys", "key: welcome"),
        ("POST /api/v1/journeys/welcome/activate", {"include_existing": False}),
    ]


def test_a_playbook_is_installed_with_names_of_ones_own():
    stage = Stage(NOW)

    stage.tenure().install("onboarding", names={"key_action": "workout_completed"})

    assert stage.calls == [
        ("POST /api/v1/playbooks/onboarding/install", {"names": {"key_action": "workout_completed"}})
    ]


def test_consents_go_a_thousand_at_a_time():
    stage = Stage(NOW)

    stage.tenure().import_consents([{"user_id": f"u{number}"} for number in range(1_001)])

    assert [len(body["items"]) for body in stage.said("POST /api/v1/consents/import")] == [1_000, 1]


def test_messages_are_read_back_to_an_instant():
    sent = (
        {"queued_at": (NOW - timedelta(hours=1)).isoformat()},
        {"queued_at": (NOW - timedelta(hours=9)).isoformat()},
    )
    stage = Stage(NOW, sent=sent)

    assert stage.tenure().sent_messages(since=NOW - timedelta(hours=2)) == [sent[0]]


def test_the_clock_is_read_and_moved():
    stage = Stage(NOW)
    tenure = stage.tenure()

    tenure.advance(timedelta(hours=6))
    tenure.advance(timedelta(0))
    tenure.run_clock(rate=1)

    assert tenure.clock().now == NOW + timedelta(hours=6)
    assert stage.said("POST /api/v1/clock/advance") == [{"seconds": 21600.0}]
    assert stage.said("PUT /api/v1/clock") == [{"rate": 1}]


def test_the_secret_key_never_travels_with_events():
    tenure = connected(base_url="http://tenure.test", write_key="tn_write_1", api_key="tn_test_1")

    assert tenure.management.headers["authorization"] == "Bearer tn_test_1"
    assert "authorization" not in tenure.tracking.headers
