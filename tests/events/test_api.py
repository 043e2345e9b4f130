from contextlib import closing
from datetime import timedelta

import pytest
from django.test import Client

from tenure.events import queries
from tenure.events.inbox.opening import open_inbox
from tenure.events.models import DeadLetterRow
from tenure.events.services.consume import Consumer
from tenure.kernel import json
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tests.events.scenes import NOW, made

pytestmark = pytest.mark.db


def caller(workspace) -> Client:
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="secret", name="server", now=NOW)
    return Client(headers={"Authorization": f"Bearer {key}"})


def letter(workspace, index: int, **fields: object) -> DeadLetterRow:
    usual = {
        "workspace_id": workspace.id,
        "key": f"1:{index}",
        "received_at": NOW,
        "source": "website",
        "index": index,
        "code": "too_deep",
        "field": None,
        "message": "Too deep.",
        "payload": '{"a": ',
    }
    return DeadLetterRow.objects.create(**usual | fields)


def replay(api: Client, row: DeadLetterRow, **body: object):
    return api.post(f"/api/v1/events/dead-letters/{row.pk}/replay", body, content_type="application/json")


@pytest.fixture
def consumed(state, home):
    """Return an act that carries what waits into the stream and says how many rows came."""

    def consume() -> int:
        with closing(open_inbox(home.path, state.url)) as inbox:
            return Consumer(inbox).step(NOW + timedelta(days=2))

    return consume


def test_dead_letters_are_listed_newest_first_in_pages(state):
    workspace = made("acme")
    rows = [letter(workspace, index) for index in range(3)]
    letter(made("other"), 9)
    api = caller(workspace)

    first = api.get("/api/v1/events/dead-letters?limit=2").json()
    rest = api.get("/api/v1/events/dead-letters", {"cursor": first["next_cursor"]}).json()

    assert [[item["index"] for item in page["items"]] for page in (first, rest)] == [[2, 1], [0]]
    assert rest == {
        "items": [
            {
                "id": rows[0].pk,
                "received_at": "2026-03-01T12:00:00Z",
                "source": "website",
                "index": 0,
                "code": "too_deep",
                "field": None,
                "message": "Too deep.",
                "payload": '{"a": ',
            }
        ],
        "next_cursor": None,
    }


def test_a_cursor_that_was_not_given_out_is_refused(state):
    answer = caller(made("acme")).get("/api/v1/events/dead-letters?cursor=x")

    assert (answer.status_code, answer.json()["field"]) == (422, "cursor")


GOOD = {"type": "track", "event": "signed_up", "userId": "ann", "properties": {"plan": "pro"}}


def test_letters_are_listed_and_counted_by_code(state):
    workspace = made("acme")
    letter(workspace, 0)
    letter(workspace, 1, code="reserved_name")
    letter(workspace, 2)

    found = caller(workspace).get("/api/v1/events/dead-letters?code=reserved_name").json()

    assert [item["index"] for item in found["items"]] == [1]
    assert list(queries.dead_letter_counts(workspace.id).items()) == [("too_deep", 2), ("reserved_name", 1)]


def test_one_letter_is_shown_to_its_workspace_only(state):
    workspace = made("acme")
    row = letter(workspace, 0)

    assert caller(workspace).get(f"/api/v1/events/dead-letters/{row.pk}").json()["index"] == 0
    assert caller(made("other")).get(f"/api/v1/events/dead-letters/{row.pk}").status_code == 404
    assert replay(caller(made("third")), row, event=GOOD).status_code == 404


def test_a_corrected_event_enters_the_stream_dated_by_its_letter(state, consumed):
    workspace = made("acme")
    row = letter(workspace, 0)
    api = caller(workspace)

    answer = replay(api, row, event=GOOD)

    assert (answer.status_code, answer.json()["id"], consumed()) == (200, row.pk, 1)
    assert queries.scan(workspace.id).select("message_id", "name", "source", "occurred_at").collect().rows() == [
        (f"dead-letter-{row.pk}", "signed_up", "website", NOW)
    ]
    assert api.get("/api/v1/events/dead-letters").json()["items"] == []
    assert api.get(f"/api/v1/events/dead-letters/{row.pk}").status_code == 404


def test_pressed_twice_it_is_sent_once(state, consumed):
    workspace = made("acme")
    row = letter(workspace, 0)
    api = caller(workspace)

    answers = [replay(api, row, event=GOOD).status_code for _ in range(2)]

    assert (answers, consumed()) == ([200, 409], 1)


def test_where_the_first_answer_was_lost_the_stream_takes_it_once(state, consumed):
    workspace = made("acme")
    row = letter(workspace, 0)
    api = caller(workspace)
    replay(api, row, event=GOOD)
    DeadLetterRow.objects.update(replayed_at=None)

    replay(api, row, event=GOOD)

    assert consumed() == 1


def test_refused_again_it_says_why_and_the_letter_stays(state, consumed):
    workspace = made("acme")
    row = letter(workspace, 0)
    api = caller(workspace)

    answer = replay(api, row, event={"type": "track", "userId": "ann"})

    assert (answer.status_code, answer.json()) == (
        422,
        {
            "code": "bad_input",
            "message": "missing_field: Say what happened: give the event a name.",
            "field": "event",
        },
    )
    assert (consumed(), len(api.get("/api/v1/events/dead-letters").json()["items"])) == (0, 1)


def test_a_letter_can_be_sent_as_it_is_once_its_reason_is_gone(state, consumed):
    workspace = made("acme")
    payload = json.encode_text(GOOD | {"event": "subscription_started"})
    row = letter(workspace, 0, code="reserved_name", payload=payload, is_browser=False)
    api = caller(workspace)
    WorkspaceRow.objects.update(subscriptions_from="stripe")
    assert replay(api, row).json()["message"].startswith("reserved_name: ")

    WorkspaceRow.objects.update(subscriptions_from="events")

    assert (replay(api, row).status_code, consumed()) == (200, 1)


def test_a_word_that_replay_does_not_know_is_refused(state):
    workspace = made("acme")

    answer = replay(caller(workspace), letter(workspace, 0), evnt=GOOD)

    assert (answer.status_code, answer.json()["field"]) == (422, "evnt")
