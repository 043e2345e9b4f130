import pytest

from tests.signals.scenes import Api
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db

DEFAULT = {"global_holdout": 0.05, "confidence": 0.95, "looks": 28, "method": "group_sequential"}


def test_settings_are_read_and_written(database):
    api = Api(make_workspace())

    before = api.get("/experiments/settings").json()
    after = api.put("/experiments/settings", {"global_holdout": 0.1, "method": "always_valid"}).json()

    assert before == DEFAULT
    assert (
        after == api.get("/experiments/settings").json() == {**DEFAULT, "global_holdout": 0.1, "method": "always_valid"}
    )


def test_what_cannot_be_used_is_refused_by_field(database):
    api = Api(make_workspace())

    answer = api.put("/experiments/settings", {"confidence": 1})

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "bad_input", "confidence")
    assert api.get("/experiments/settings").json() == DEFAULT


def test_what_could_be_seen_is_told_before_a_launch(database):
    api = Api(make_workspace())

    found = api.post("/experiments/power", {"base_rate": 0.05, "customers": 20_000, "holdout": 0.1}).json()
    refused = api.post("/experiments/power", {"base_rate": 5, "customers": 20_000}).json()

    assert (found["treated"], found["held_out"]) == (18_000, 2_000)
    assert found["fall"]["relative"] == pytest.approx(0.284, abs=1e-3)
    assert (refused["code"], refused["field"]) == ("bad_input", "base_rate")
