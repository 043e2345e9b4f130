import pytest

from tests.insights.scenes import did
from tests.signals.scenes import Api
from tests.signals.streams import flush
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


def test_cohorts_and_curves_are_told(database):
    row = make_workspace()
    flush(row, [did("login", 1, 15), did("login", 1, 8), did("login", 2, 15)])

    told = Api(row).get("/cohorts").json()

    assert told["cohorts"][-2] == {"starts_on": "2026-02-09", "size": 2, "active": [2, 1, *[None] * 10]}
    (curve,) = told["curves"]
    assert (curve["group"], curve["rates"][:3], curve["sizes"][:3]) == ("all", [1.0, 0.5, None], [2, 2, 0])


def test_an_unknown_split_is_refused(database):
    answer = Api(make_workspace()).get("/cohorts?split=color")

    assert (answer.status_code, answer.json()["field"]) == (422, "split")
