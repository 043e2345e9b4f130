import pytest

from tests.insights.scenes import did
from tests.signals.scenes import Api
from tests.signals.streams import flush
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


def test_coverage_and_where_to_start_are_told(database):
    row = make_workspace()
    early = [
        act
        for customer in range(1, 31)
        for act in (did("subscription_started", customer, 20), did("subscription_canceled", customer, 9))
    ]
    flush(row, [*early, did("login", 99, 91)])
    api = Api(row)

    covered, start = api.get("/coverage").json(), api.get("/where-to-start").json()

    assert covered == {"customers": 31, "untouched": 1, "ownerless": 0, "in_no_journey": 31, "over_contacted": 0}
    assert {"trouble": "early", "customers": 30, "out_of": 30, "share": 1.0} in start["signs"]
    assert start["starts"] == [{"playbook": "onboarding", "trouble": "early", "would_stay": 3.0}]
