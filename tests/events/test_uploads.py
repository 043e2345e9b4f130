from contextlib import closing

import pytest
from django.test import Client

from tenure.events.inbox.opening import open_inbox
from tenure.events.queries import latest
from tenure.events.services.consume import Consumer
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tests.events.scenes import NOW, made

pytestmark = pytest.mark.db
ORDERS = b"who,event,timestamp,amount\nann,order,2025-01-01,12.5\nbo,order,never,1\n"


@pytest.fixture
def workspace(state):
    return made("acme")


@pytest.fixture
def upload(workspace):
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="secret", name="server", now=NOW)
    api = Client(headers={"Authorization": f"Bearer {key}"})

    def upload(body, **query):
        return api.post("/api/v1/imports", body, content_type="text/csv", query_params=query)

    return upload


@pytest.fixture
def inbox(home, state):
    with closing(open_inbox(home.path, state.url)) as inbox:
        yield inbox


def test_a_table_of_history_comes_in_by_api(upload, workspace, inbox):
    answer = upload(ORDERS, kind="events", format="csv", map="who=user_id")

    assert answer.status_code == 200, answer.content
    assert answer.json() == {
        "rows": 2,
        "imported": 1,
        "refused": 1,
        "skipped": 0,
        "refused_rows": [
            {
                "line": 3,
                "code": "bad_timestamp",
                "field": "timestamp",
                "reason": "Write instants as in 2026-01-31T12:00:00.000Z.",
                "row": '{"who":"bo","event":"order","timestamp":"never","amount":"1"}',
            }
        ],
    }
    Consumer(inbox).step(NOW)
    assert latest(workspace.id, limit=5).select("user_id", "historical").rows() == [("ann", True)]


def test_a_dry_run_stores_nothing(upload, inbox):
    answer = upload(ORDERS, kind="events", format="csv", map="who=user_id", dry_run=True)

    assert (answer.status_code, answer.json()["imported"]) == (200, 1)
    assert not inbox.waiting()


@pytest.mark.parametrize(
    ("body", "query", "field"),
    [
        (b"user_id,email_consent\nann,true\n", {"kind": "customers", "format": "csv"}, "email_consent"),
        (b"a" * (2 << 20) + b"b", {"kind": "customers", "format": "csv"}, "body"),
        (b"a" * (3 << 20), {"kind": "customers", "format": "csv"}, "body"),
        (ORDERS, {"kind": "events", "format": "xls"}, "format"),
        (ORDERS, {"kind": "events", "format": "csv"}, "map"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_the_field(upload, inbox, body, query, field):
    answer = upload(body, **query)

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not inbox.waiting()
