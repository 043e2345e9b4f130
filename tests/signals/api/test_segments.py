import pytest

from tenure.platform.queries import audit_links
from tenure.signals.services import await_definitions
from tests.signals.scenes import LOGINS, SILENT, Api, populated, turned
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(database):
    return make_workspace()


@pytest.fixture
def api(workspace):
    return Api(workspace)


@pytest.fixture
def people(workspace):
    return populated(workspace)


@pytest.fixture(autouse=True)
def _no_worker_to_wait_for(monkeypatch):
    monkeypatch.setattr(await_definitions.await_definitions, "__kwdefaults__", {"patience": 0.0})


def both(customer):
    return {"id": customer.public_id, "user_id": customer.user_id}


def defined(api, workspace):
    api.put("/traits/logins_7d", LOGINS)
    api.put("/segments/silent", SILENT)
    turned(workspace)


def test_a_segment_is_kept_and_sent_back_in_both_spellings(api, workspace):
    api.put("/traits/logins_7d", LOGINS)

    written = api.put("/segments/silent", SILENT)

    shown = {
        "key": "silent",
        "name": "Silent",
        "where": "logins_7d = 0",
        "where_json": {"trait": "logins_7d", "op": "=", "value": 0},
        "count": None,
        "used_by": [],
    }
    assert (written.status_code, written.json()) == (200, shown)
    assert api.get("/segments").json() == {"items": [shown], "next_cursor": None}
    assert api.put("/segments/silent", {"where": shown["where_json"]}).json() == shown
    assert api.get("/traits/logins_7d").json()["used_by"] == ["segment silent"]
    assert audit_links(workspace.pk, limit=1)[0].entry.fields == ("where",)


def test_members_are_those_for_whom_it_holds_once_the_worker_took_its_turn(api, workspace, people):
    ada, bora = people
    api.put("/traits/logins_7d", LOGINS)
    api.put("/segments/silent", SILENT)
    assert api.get("/segments/silent/members").json() == {"items": [], "next_cursor": None, "is_current": False}

    turned(workspace)

    assert api.get("/segments/silent/members").json() == {
        "items": [both(bora)],
        "next_cursor": None,
        "is_current": True,
    }
    assert api.get("/segments/silent").json()["count"] == 1

    api.put("/segments/silent", {"where": "logins_7d >= 0"})
    assert api.get("/segments/silent").json()["count"] is None
    assert api.get("/segments/silent/members").json()["is_current"] is False

    turned(workspace)
    first = api.get("/segments/silent/members", limit=1).json()
    second = api.get("/segments/silent/members", limit=1, cursor=first["next_cursor"]).json()
    assert (first["items"], second["items"], second["next_cursor"]) == ([both(bora)], [both(ada)], None)


def test_a_preview_counts_and_shows_a_few_without_keeping_anything(api, people):
    ada, bora = people

    found = api.post("/segments/preview", {"where": "active_days_30d > 0"})
    stated = api.post("/segments/preview", {"where": {"trait": "tier", "op": "=", "value": "pro"}})

    assert (found.status_code, found.json()) == (
        200,
        {"count": 2, "sample": [{**both(bora), "email": None}, {**both(ada), "email": "ada@example.com"}]},
    )
    assert stated.json() == {"count": 1, "sample": [{**both(ada), "email": "ada@example.com"}]}
    assert api.get("/segments").json()["items"] == []


def test_a_preview_over_what_is_not_computed_yet_says_so(api, workspace, people):
    api.put("/traits/logins_7d", LOGINS)

    early = api.post("/segments/preview", {"where": "logins_7d = 0"})
    turned(workspace)

    assert (early.status_code, early.json()["field"]) == (503, "where")
    assert api.post("/segments/preview", {"where": "logins_7d = 0"}).json()["count"] == 1


def test_a_preview_reads_a_deleted_trait_as_it_was_stated(api, workspace, people):
    api.put("/traits/tier", {"kind": "profile", "type": "number"})
    turned(workspace)
    api.delete("/traits/tier")

    assert api.post("/segments/preview", {"where": "tier = 'pro'"}).json()["count"] == 1


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("plann = 'pro'", "column 1: nothing is called plann; did you mean plan."),
        ("event_count > 'many'", "column 15: 'many' is a text, but event_count is a number; write a number"),
        ("event_count", "column 1: event_count is a number, but true or false is wanted here; compare it"),
        ("", "Say for whom it holds, e.g. `plan = 'pro' AND active_days_30d < 3`."),
        (
            {"all": [{"trait": "plan", "op": "contain", "value": "p"}]},
            "all[0].op: 'contain' is unknown; did you mean contains.",
        ),
        ({"trait": "plan", "op": "=", "value": None}, "value: nothing equals null"),
    ],
)
def test_a_slip_in_a_predicate_is_refused_where_it_stands(api, where, message):
    for refused in (api.post("/segments/preview", {"where": where}), api.put("/segments/odd", {"where": where})):
        body = refused.json()
        assert (refused.status_code, body["field"]) == (422, "where")
        assert body["message"].startswith(message)
    assert api.get("/segments/odd").status_code == 404


@pytest.mark.parametrize(
    ("key", "body", "field"),
    [
        ("odd", {"where": "plan = 'a'", "color": "red"}, "color"),
        ("odd", {"name": "Odd"}, "where"),
        ("odd", {"where": "plan = 'a'", "name": "  "}, "name"),
        ("odd", {"where": "plan = 'a'", "name": "a\0b"}, "name"),
        ("odd", {"where": "plan = 'a'", "name": "a" * 201}, "name"),
        ("Odd", {"where": "plan = 'a'"}, "key"),
        ("a%00b", {"where": "plan = 'a'"}, "key"),
    ],
)
def test_what_does_not_belong_is_refused(api, key, body, field):
    refused = api.put(f"/segments/{key}", body)

    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert api.get("/segments").json()["items"] == []


@pytest.mark.parametrize("path", ["", "/members", "/history"])
def test_a_segment_that_is_not_there_says_so(api, path):
    for key in ("gone", "a%00b"):
        assert api.get(f"/segments/{key}{path}").status_code == 404
        assert api.delete(f"/segments/{key}").status_code == 404


def test_the_history_tells_who_came_and_went(api, workspace, people):
    ada, _ = people
    defined(api, workspace)

    turned(workspace, days=8)

    told = api.get("/segments/silent/history", days=366).json()
    assert [(each["customer"], each["change"], each["at"]) for each in told["items"]] == [
        (both(ada), "entered", "2026-03-08T00:00:00Z")
    ]
    assert (len(told["days"]), told["days"][-1]["day"], told["next_cursor"]) == (366, "2026-03-01", None)
    assert api.get("/segments/silent/history", cursor="0-0").json()["items"] == []
    assert api.get("/segments/silent/history", cursor="soon").status_code == 422


def test_a_customer_is_told_why(api, workspace, people):
    ada, _ = people
    defined(api, workspace)
    api.put("/segments/fans", {"name": "Fans", "where": "tier = 'pro' AND NOT (event_count < 2 OR stage = 'loyal')"})
    turned(workspace)

    of_ada = api.get(f"/customers/{ada.public_id}/segments").json()["items"]
    of_bora = api.get("/customers/bora/segments").json()["items"]

    assert of_ada[0] == {
        "key": "fans",
        "name": "Fans",
        "where": "tier = 'pro' AND NOT (event_count < 2 OR stage = 'loyal')",
        "is_member": True,
        "why": [
            {"test": "tier = 'pro'", "holds": True, "actual": "pro"},
            {"test": "NOT event_count < 2", "holds": True, "actual": 2},
            {"test": "NOT stage = 'loyal'", "holds": True, "actual": "new"},
        ],
    }
    assert [(each["key"], each["is_member"], each["why"][0]["actual"]) for each in of_ada[1:]] == [("silent", False, 1)]
    assert [(each["key"], each["is_member"]) for each in of_bora] == [("silent", True), ("fans", False)]


def test_two_workspaces_never_meet(api, people):
    other = Api(make_workspace("Other"))

    assert other.post("/segments/preview", {"where": "event_count > 0"}).json() == {"count": 0, "sample": []}
    assert other.get("/segments/silent").status_code == 404


def test_who_may_read_segments_alone_sees_no_customer(workspace, people):
    reader = Api(workspace, scopes=("segments.read",))

    assert reader.get("/segments").status_code == 200
    assert reader.post("/segments/preview", {"where": "event_count > 0"}).status_code == 403
    assert reader.get("/segments/silent/members").status_code == 403
