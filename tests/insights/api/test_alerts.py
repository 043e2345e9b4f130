import pytest

from tests.signals.scenes import Api
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db

SAID = {"name": "Churn is high", "metric": "churn_rate", "condition": "above", "threshold": 0.05}
EMAILS = {"emails": ["ola@moveo.example"]}


def test_an_alert_is_kept_read_and_forgotten(database):
    api = Api(make_workspace())

    kept = api.put("/alerts/churn_high", SAID | EMAILS)

    assert kept.status_code == 200
    assert api.get("/alerts").json() == {"items": [kept.json()]}
    assert kept.json() == SAID | EMAILS | {
        "key": "churn_high", "channels": [], "smallest": 20, "is_on": True,
        "week": None, "value": None, "before": None, "is_raised": None, "raised_at": None,
    }  # fmt: skip
    assert api.delete("/alerts/churn_high").status_code == 204
    assert api.delete("/alerts/churn_high").status_code == 404
    assert api.get("/alerts").json() == {"items": []}


def test_nobody_to_tell_is_refused(database):
    answer = Api(make_workspace()).put("/alerts/churn_high", SAID)

    assert (answer.status_code, answer.json()["field"]) == (422, "emails")
