import pytest
from django.test import Client

from tenure.events.models import DeadLetterRow
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tests.events.scenes import NOW, made

pytestmark = pytest.mark.db


def caller(workspace) -> Client:
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="secret", name="server", now=NOW)
    return Client(headers={"Authorization": f"Bearer {key}"})


def letter(workspace, index: int) -> DeadLetterRow:
    return DeadLetterRow.objects.create(
        workspace_id=workspace.id,
        key=f"1:{index}",
        received_at=NOW,
        source="website",
        index=index,
        code="too_deep",
        field=None,
        message="Too deep.",
        payload='{"a": ',
    )


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
