import pytest

from tests.insights.scenes import VALUE, did
from tests.signals.scenes import Api
from tests.signals.streams import flush
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


def test_metrics_are_told_week_by_week_and_those_of_value_when_it_is_known(database):
    row = make_workspace()
    api = Api(row)
    flush(row, [did("signed_up", 1, 16), did(VALUE, 1, 15), did("signed_up", 2, 16)])

    before = {each["key"]: each["weeks"] for each in api.get("/metrics").json()["items"]}
    api.put("/insights/settings", {"value_event": VALUE})
    told = api.get("/metrics/activation_rate").json()

    assert (before["activation_rate"], before["new_customers"][-3]["value"]) == ([], 2.0)
    assert (told["name"], told["unit"], told["better"], len(told["weeks"])) == ("Activation rate", "rate", "higher", 12)
    assert told["weeks"][-3] == {
        "starts_on": "2026-02-09", "value": 0.5, "reached": 1, "population": 2, "is_complete": True,
    }  # fmt: skip


def test_an_unknown_metric_is_answered_with_those_that_are_known(database):
    answer = Api(make_workspace()).get("/metrics/mrr")

    assert (answer.status_code, answer.json()["field"]) == (404, "metric")
    assert "churn_rate" in answer.json()["message"]
