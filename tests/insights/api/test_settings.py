import pytest

from tests.signals.scenes import Api
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


def test_what_counts_as_value_is_said_and_read(database):
    api = Api(make_workspace())

    assert api.get("/insights/settings").json() == {"value_event": "", "activation_days": 7}
    said = api.put("/insights/settings", {"value_event": "workout_completed", "activation_days": 14})
    refused = api.put("/insights/settings", {"activation_days": 0})

    assert (said.status_code, refused.status_code, refused.json()["field"]) == (200, 422, "activation_days")
    assert api.get("/insights/settings").json() == {"value_event": "workout_completed", "activation_days": 14}
