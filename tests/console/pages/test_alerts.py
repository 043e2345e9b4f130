import pytest

from tenure.insights import queries
from tests.console.scenes import browser
from tests.support.workspaces import make_workspace

SAID = {
    "key": "churn_high",
    "name": "Churn is high",
    "metric": "churn_rate",
    "condition": "above",
    "threshold": "5 %",
    "emails": "ola@moveo.example, jan@moveo.example",
    "smallest": "20",
    "is_on": "on",
}


@pytest.fixture
def row(state):
    return make_workspace()


def test_an_alert_is_kept_shown_edited_and_deleted(row):
    client = browser(row)

    kept = client.post("/alerts/save", SAID)

    ((alert, _, _),) = queries.alerts(row.pk)
    assert (kept.status_code, alert.threshold, alert.emails) == (302, 0.05, ("ola@moveo.example", "jan@moveo.example"))
    assert "Churn is above 5%" in client.get("/alerts").content.decode()
    assert 'value="0.05"' in client.get("/alerts?edit=churn_high").content.decode()
    assert client.post("/alerts/churn_high/delete").status_code == 302
    assert queries.alerts(row.pk) == []


@pytest.mark.parametrize(("field", "said"), [("threshold", "much"), ("emails", ""), ("key", "Churn!")])
def test_what_cannot_be_kept_comes_back_as_it_was_typed(row, field, said):
    answer = browser(row).post("/alerts/save", SAID | {field: said})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"{field}: " in page
    assert 'value="Churn is high"' in page
