import pytest

from tests.signals.scenes import Api
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db

MISSING = (404, "not_found", "id")


def test_a_hypothesis_is_planned_changed_and_taken_out(database):
    api = Api(make_workspace())

    second = api.post("/testing-plan", {"text": "Shorter mails work", "position": 2})
    first = api.post("/testing-plan", {"text": "A second reminder works", "position": 1}).json()
    told = {"text": "A second reminder works", "position": 1, "state": "done", "result": "It did."}
    changed = api.put(f"/testing-plan/{first['id']}", told).json()
    both = api.get("/testing-plan").json()["items"]
    gone = api.delete(f"/testing-plan/{first['id']}")

    assert (second.status_code, gone.status_code) == (201, 204)
    assert both == [changed, second.json()]
    assert (changed["state"], changed["result"]) == ("done", "It did.")
    assert api.get("/testing-plan").json()["items"] == [second.json()]
    assert api.get(f"/testing-plan/{second.json()['id']}").json() == second.json()


def test_what_says_nothing_or_is_not_there_is_refused(database):
    api = Api(make_workspace())

    empty = api.post("/testing-plan", {"text": " "})
    answers = [api.get("/testing-plan/7"), api.put("/testing-plan/7", {"text": "x"}), api.delete("/testing-plan/7")]

    assert (empty.status_code, empty.json()["field"]) == (422, "text")
    assert [(answer.status_code, answer.json()["code"], answer.json()["field"]) for answer in answers] == [MISSING] * 3
    assert api.get("/testing-plan").json() == {"items": []}


def test_the_plan_of_another_workspace_is_not_touched(database):
    api, other = Api(make_workspace()), Api(make_workspace("Other"))
    made = api.post("/testing-plan", {"text": "Mine"}).json()

    assert other.get("/testing-plan").json() == {"items": []}
    assert other.delete(f"/testing-plan/{made['id']}").status_code == 404
