import pytest

from tests.journeys.scenes import opened, turn
from tests.messaging.scenes import known
from tests.signals.scenes import Api
from tests.signals.streams import event, flush
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


def test_who_stands_where_and_in_which_journey_is_told(database):
    row = make_workspace()
    opened(row)
    ada, bora = known(row.to_value(), "ada", "bora")
    flush(row, [event("s1", "signed_up", customer=ada.id), event("p1", "login", customer=bora.id)])
    turn(row)

    told = Api(row).get("/lifecycle").json()

    assert told["stations"][0] == {
        "stage": "new", "customers": 2, "came": 0, "left": 0, "journeys": [{"key": "welcome", "customers": 1}],
    }  # fmt: skip
    assert told["messages"] == []
