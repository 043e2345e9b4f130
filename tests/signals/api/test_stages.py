import pytest

from tests.signals.scenes import Api, populated, turned
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


def test_stages_are_counted_and_so_are_the_steps_between_them(database):
    workspace = make_workspace()
    populated(workspace)
    api = Api(workspace)

    before = api.get("/stages").json()
    turned(workspace, days=31)
    workspace.clock_workspace_at = workspace.clock_workspace_at.replace(month=4)
    workspace.save()
    after = api.get("/stages").json()

    assert {each["stage"]: each["count"] for each in before["items"]} == {
        "new": 2,
        "engaged": 0,
        "loyal": 0,
        "at_risk": 0,
        "canceled": 0,
        "won_back": 0,
    }
    assert (before["progression"], before["since"]) == ([], "2026-01-31")
    assert {each["stage"]: each["count"] for each in after["items"]}["at_risk"] == 2
    assert after["progression"] == [{"from_stage": "new", "to_stage": "at_risk", "count": 2}]
    assert before["items"][0]["where"] == "first_seen_at >= AGO(30d)"
    assert before["items"][1]["where"] is None
