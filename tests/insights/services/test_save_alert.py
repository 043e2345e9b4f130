from dataclasses import replace

import pytest

from tenure.insights import queries
from tenure.insights.rules.alerts import Alert, Finding
from tenure.insights.services.save_alert import delete_alert, save_alert
from tenure.kernel.errors import BadInput, NotFound
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db

ALERT = Alert("churn_high", "Churn is high", "churn_rate", "above", 0.05, emails=("ola@moveo.example",))
NOTHING = Finding(None, None, None, None)


def test_an_alert_is_kept_changed_and_forgotten(database):
    row = make_workspace()

    save_alert(row.pk, ALERT, actor="user:1")
    save_alert(row.pk, replace(ALERT, name=" Churn ", is_on=False), actor="user:1")

    assert queries.alerts(row.pk) == [(replace(ALERT, name="Churn", is_on=False), NOTHING, None)]
    delete_alert(row.pk, "churn_high", actor="user:1")
    assert queries.alerts(row.pk) == []
    with pytest.raises(NotFound):
        delete_alert(row.pk, "churn_high", actor="user:1")


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"emails": ("nobody",)}, "emails"), ({"channels": ("slack",)}, "channels"), ({"metric": "none"}, "metric")],
)
def test_who_cannot_be_told_and_what_is_no_metric_are_refused(database, changed, field):
    row = make_workspace()

    with pytest.raises(BadInput) as refused:
        save_alert(row.pk, replace(ALERT, **changed), actor="user:1")

    assert refused.value.field == field
    assert queries.alerts(row.pk) == []
