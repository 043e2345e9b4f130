"""The management API of journeys."""

import pytest
from django.test import Client

from tenure.journeys.models import EnrollmentRow, JourneyRow, VersionRow
from tenure.journeys.services import activate_journey as activation
from tenure.platform.services.create_workspace import issue_key
from tests.customers.scenes import known
from tests.journeys.scenes import WELCOME, recorded_events, spelled, turn, with_templates
from tests.signals.streams import NOW, flush, signed_up
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db
NOBODY = {"quarantined_count": 0, "exited_count": 0, "arms": []}


class Api:
    """Call the API with a secret key."""

    def __init__(self, workspace):
        key = issue_key(workspace, kind="secret", name="server", now=NOW)
        self.client = Client(headers={"Authorization": f"Bearer {key}"})

    def get(self, path, **params):
        return self.client.get(f"/api/v1{path}", params)

    def put(self, path, body):
        return self.client.put(f"/api/v1{path}", body, content_type="application/json")

    def post(self, path, body=None, kind="application/json"):
        return self.client.post(f"/api/v1{path}", body, content_type=kind)


@pytest.fixture
def workspace(database):
    return make_workspace(shown=NOW)


@pytest.fixture
def api(workspace):
    return Api(workspace)


@pytest.fixture
def welcome(workspace, api):
    with_templates(workspace, spelled())
    return api.post("/journeys", WELCOME, "text/yaml")


def refusal(response):
    body = response.json()
    assert set(body) == {"code", "message", "field"}
    return response.status_code, body["code"], body["field"]


def test_a_journey_is_kept_in_yaml_and_in_json(api, welcome):
    assert (welcome.status_code, welcome.json()) == (201, {"key": "welcome", "version": 1, "left_behind": []})

    shown = api.get("/journeys/welcome").json()
    again = api.post("/journeys", shown["definition"])

    assert (shown["key"], shown["version"], shown["state"]) == ("welcome", 1, "draft")
    assert (again.status_code, again.json()) == (201, {"key": "welcome", "version": 2, "left_behind": []})
    assert len(set(VersionRow.objects.values_list("definition", flat=True))) == 1


@pytest.mark.parametrize("kind", ["text/yaml; charset=utf-8", "application/yaml", "application/x-yaml"])
def test_yaml_has_many_names(api, kind):
    assert api.post("/journeys", WELCOME, kind).status_code == 201


@pytest.mark.parametrize(
    ("body", "kind", "field"),
    [
        (WELCOME.replace("days: 3", "days: 0"), "text/yaml", "nodes[1].wait.days"),
        (WELCOME.replace("{days: 3}", "{}"), "text/yaml", "nodes[1].wait"),
        (WELCOME.replace("wait: ", "weit: "), "text/yaml", "nodes[1].weit"),
        (WELCOME.replace("template: welcome", "subject: hi"), "text/yaml", "nodes[0].send.subject"),
        (WELCOME.replace("holdout: 0", "holdout: 0.95"), "text/yaml", "holdout"),
        (WELCOME.replace("id: done", "id: hello"), "text/yaml", "nodes[2].id"),
        (WELCOME, "application/json", None),
        ("key: [", "text/yaml", None),
        (b"\xff", "application/json", None),
        ("", "application/json", None),
    ],
)
def test_a_definition_that_cannot_be_used_is_refused_by_name(api, body, kind, field):
    response = api.post("/journeys", body, kind)

    assert refusal(response) == (422, "bad_input", field)
    assert JourneyRow.objects.count() == 0


def test_a_journey_is_activated_and_reports_where_everyone_is(api, workspace, welcome):
    ann, bob = known(workspace.to_value(), "ann", "bob")
    flush(workspace, signed_up(ann.id))

    activated = api.post("/journeys/welcome/activate", {"include_existing": True})
    turn(workspace)
    flush(workspace, signed_up(bob.id))
    turn(workspace)

    assert (activated.status_code, activated.json()) == (200, {"would_enter_now": 1, "entering": 1})
    assert api.get("/journeys/welcome/report").json() == {
        "key": "welcome",
        "version": 1,
        "state": "active",
        "entered_count": 2,
        "held_out_count": 0,
        "goal_count": 0,
        "held_out_goal_count": 0,
        "nodes": [
            {"id": "hello", "kind": "send", "entered_count": 2, "here_count": 0, **NOBODY},
            {"id": "pause", "kind": "wait", "entered_count": 2, "here_count": 2, **NOBODY},
            {"id": "done", "kind": "end", "entered_count": 0, "here_count": 0, **NOBODY},
        ],
    }
    assert api.get("/journeys").json() == {
        "items": [
            {
                "key": "welcome",
                "name": "Welcome",
                "state": "active",
                "version": 1,
                "entered": 2,
                "active": 2,
                "completed": 0,
            }
        ],
        "next_cursor": None,
    }


def test_activation_needs_no_body(api, welcome):
    assert api.post("/journeys/welcome/activate").json() == {"would_enter_now": 0, "entering": 0}
    assert JourneyRow.objects.get().state == "active"


def test_many_must_be_confirmed(api, workspace, welcome, monkeypatch):
    monkeypatch.setattr(activation, "CONFIRM_ABOVE", 1)
    flush(workspace, signed_up(1, 2))

    refused = api.post("/journeys/welcome/activate", {"include_existing": True})

    assert refusal(refused) == (422, "bad_input", "confirm")
    assert "confirm: 2" in refused.json()["message"]
    assert EnrollmentRow.objects.count() == 0
    confirmed = api.post("/journeys/welcome/activate", {"include_existing": True, "rate_per_hour": 60, "confirm": 2})
    assert confirmed.json() == {"would_enter_now": 2, "entering": 2}


@pytest.mark.parametrize(
    ("body", "field"), [({"include_all": True}, "include_all"), ({"rate_per_hour": 0}, "rate_per_hour")]
)
def test_an_activation_that_asks_for_something_else_is_refused(api, welcome, body, field):
    assert refusal(api.post("/journeys/welcome/activate", body)) == (422, "bad_input", field)
    assert JourneyRow.objects.get().state == "draft"


def test_a_journey_is_paused_once(api, welcome):
    api.post("/journeys/welcome/activate")

    assert api.post("/journeys/welcome/pause").json() == {"key": "welcome", "state": "paused"}
    assert refusal(api.post("/journeys/welcome/pause")) == (409, "conflict", "key")


def test_enrollments_are_listed_newest_first_and_page_by_page(api, workspace, welcome):
    (ann,) = known(workspace.to_value(), "ann")
    api.post("/journeys", WELCOME.replace("key: welcome", "key: second"), "text/yaml")
    for key in ("welcome", "second"):
        api.post(f"/journeys/{key}/activate")
    flush(workspace, signed_up(ann.id))
    turn(workspace)

    first = api.get("/customers/ann/enrollments", limit=1).json()
    second = api.get(f"/customers/{ann.public_id}/enrollments", limit=1, cursor=first["next_cursor"]).json()

    newest, oldest = EnrollmentRow.objects.order_by("-id")
    assert first == {
        "items": [
            {
                "id": f"enr_{newest.pk}",
                "journey": newest.journey.key,
                "name": "Welcome",
                "version": 1,
                "state": "active",
                "node": "pause",
                "entry_key": None,
                "arm": None,
                "enrolled_at": "2026-03-01T12:00:00Z",
                "due_at": "2026-03-04T12:00:00Z",
                "ended_at": None,
                "goal_at": None,
                "reason": None,
            }
        ],
        "next_cursor": f"enr_{newest.pk}",
    }
    assert [item["id"] for item in second["items"]] == [f"enr_{oldest.pk}"]
    assert second["next_cursor"] is None
    assert refusal(api.get("/customers/ann/enrollments", cursor="x")) == (422, "bad_input", "cursor")


def test_a_workspace_does_not_see_the_journeys_of_another(welcome, workspace):
    known(workspace.to_value(), "ann")
    other = Api(make_workspace("Other"))

    assert other.get("/journeys").json()["items"] == []
    for path in ("/journeys/welcome", "/journeys/welcome/report", "/customers/ann/enrollments"):
        assert other.get(path).status_code == 404
    for path in ("/journeys/welcome/activate", "/journeys/welcome/pause"):
        assert other.post(path).status_code == 404
    assert JourneyRow.objects.get().state == "draft"


def test_versions_are_listed_compared_restored_and_moved_to(api, workspace, welcome):
    (ann,) = known(workspace.to_value(), "ann")
    api.post("/journeys/welcome/activate")
    flush(workspace, signed_up(ann.id))
    turn(workspace)
    longer = WELCOME.replace("id: pause", "id: rest").replace("days: 3", "days: 4")

    kept = api.post("/journeys", longer, "text/yaml").json()

    assert kept == {
        "key": "welcome",
        "version": 2,
        "left_behind": [{"version": 1, "node": "pause", "here_count": 1}],
    }
    listed = api.get("/journeys/welcome/versions").json()["items"]
    assert [(each["version"], each["is_active"], each["here_count"]) for each in listed] == [
        (2, False, 0),
        (1, True, 1),
    ]
    shown = api.get("/journeys/welcome/versions/2").json()
    assert shown["against"] == 1
    assert shown["differences"] != []
    assert refusal(api.post("/journeys/welcome/move", {"to": 2})) == (422, "bad_input", "nodes")
    assert api.post("/journeys/welcome/move", {"to": 2, "nodes": {"pause": "rest"}}).json() == {"moved": 1}
    restored = api.post("/journeys/welcome/versions/1/restore")
    assert (restored.status_code, restored.json()["version"]) == (201, 3)
    assert api.get("/journeys/welcome/versions/3", against=1).json()["differences"] == []
    assert api.get("/journeys/welcome/versions/9").status_code == 404


def test_a_customer_enters_by_api_and_is_listed(api, workspace):
    (ann,) = known(workspace.to_value(), "ann")
    with_templates(workspace, spelled())
    api.post("/journeys", WELCOME.replace("{event: signed_up}", "{api: true}"), "text/yaml")
    asked = {"customer": "ann", "entry_key": "a", "properties": {"order": 1}}

    assert refusal(api.post("/journeys/welcome/enroll", asked)) == (409, "conflict", "key")
    api.post("/journeys/welcome/activate")
    response = api.post("/journeys/welcome/enroll", asked)
    api.post("/journeys/welcome/enroll", asked)

    assert (response.status_code, response.json()["customer"]) == (202, ann.public_id)
    flush(workspace, recorded_events(workspace))
    turn(workspace)
    (item,) = api.get("/journeys/welcome/enrollments").json()["items"]
    assert (item["state"], item["node"]) == ("active", "pause")
    assert api.get("/journeys/welcome/enrollments", state="quarantined").json()["items"] == []
    EnrollmentRow.objects.update(state="quarantined", due_at=None, reason="broken")
    (item,) = api.get("/journeys/welcome/enrollments", state="quarantined").json()["items"]
    assert item["reason"] == "broken"
    path = f"/journeys/welcome/enrollments/{item['id']}/release"
    assert api.post(path).json() == {"id": item["id"], "state": "active"}
    assert refusal(api.post(path)) == (409, "conflict", "enrollment")


def test_a_simulation_plays_history_and_changes_nothing(api, workspace, welcome):
    flush(workspace, signed_up(1, 2, minutes=-60))

    found = api.post("/journeys/welcome/simulate", {"days": 7})

    assert found.status_code == 200, found.json()
    said = found.json()
    assert (said["entered_count"], said["active_count"]) == (2, 2)
    assert [(node["id"], node["customer_count"]) for node in said["nodes"][:3]] == [
        ("entry", 2),
        ("hello", 2),
        ("pause", 2),
    ]
    assert not EnrollmentRow.objects.exists()
    assert refusal(api.post("/journeys/welcome/simulate", {"days": 0}))[::2] == (422, "days")
    assert refusal(api.post("/journeys/lost/simulate"))[:2] == (404, "not_found")
