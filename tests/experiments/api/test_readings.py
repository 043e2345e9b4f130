import re
from datetime import timedelta

import pytest

from tenure.experiments.services.take_looks import take_looks
from tests.experiments.scenes import offered, outcomes
from tests.signals.scenes import Api
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db


def lived(monkeypatch, *, days=6, **rates):
    row = make_workspace(shown=NOW + timedelta(days=days))
    offered(monkeypatch, outcomes(days=days, **rates))
    for day in range(days):
        take_looks(row.to_value(), NOW + timedelta(days=day, hours=2))
    return Api(row)


def test_an_experiment_says_its_sentence(database, monkeypatch):
    api = lived(monkeypatch, treated=30, control=10)

    (listed,) = api.get("/experiments").json()["items"]
    found = api.get("/experiments/welcome").json()

    assert listed["verdict"] == "more"
    assert listed["sentence"] == (
        "Of 100 who met this journey 20.0 more reach the goal than without it (95 %: 4.6 to 30.7)."
    )
    assert {name: found[name] for name in listed} == listed
    (reading,) = found["readings"]
    assert (reading["metric"], reading["arm"], reading["is_primary"]) == ("goal", "journey", True)
    assert reading["difference"] == pytest.approx(0.2)
    assert reading["relative"]["difference"] == pytest.approx(2.0)
    assert found["sample_ratio"] == {"p_value": 1.0, "is_as_drawn": True}
    assert found["looks"][-1]["has_crossed"] is True
    assert found["looks_planned"] == 28
    assert found["arms"][1] == {
        "arm": "holdout", "share": 0.2, "is_control": True, "met": 1200, "reached": 120, "rate": 0.1
    }  # fmt: skip


def test_no_difference_is_left_open(database, monkeypatch):
    api = lived(monkeypatch, treated=10, control=10)

    found = api.get("/experiments/welcome").json()

    assert found["verdict"] == "open"
    assert re.fullmatch(
        r"No difference is proven so far: of 100 who met this journey between [\d.]+ fewer and [\d.]+ more reach "
        r"the goal than without it \(95 %\)\.",
        found["sentence"],
    )
    assert found["readings"][0]["open_ended"]["verdict"] == "open"
    assert found["detectable"]["rise"]["relative"] == pytest.approx(0.2776, abs=1e-4)


def test_groups_that_are_not_as_drawn_are_not_read(database, monkeypatch):
    api = lived(monkeypatch, treated=30, control=10, entering=(800, 300))

    found = api.get("/experiments/welcome").json()

    assert found["sentence"] == (
        "Cannot be read: the groups are not as drawn (1,800 of 6,600 are in the group without it)."
    )
    assert (found["readings"][0]["difference"], found["readings"][0]["interval"]) == (None, None)
    assert found["sample_ratio"]["is_as_drawn"] is False


def test_few_are_too_early_to_read(database, monkeypatch):
    api = lived(monkeypatch, days=1, treated=10, control=10, entering=(80, 20))

    assert api.get("/experiments/welcome").json()["sentence"] == (
        "Too early to say: 20 of 100 reached the goal so far; about 125 are needed."
    )


def test_what_is_no_experiment_is_not_found(database, monkeypatch):
    api = lived(monkeypatch, days=1, treated=10, control=10)

    answer = api.get("/experiments/nothing")

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (404, "not_found", "key")


def test_a_decision_is_written_down_with_who_made_it(database, monkeypatch):
    api = lived(monkeypatch, days=1, treated=10, control=10)

    made = api.post("/experiments/welcome/decisions", {"choice": "rolled_out", "note": "It pays."})
    missing = api.post("/experiments/nothing/decisions", {"choice": "rolled_out"})

    assert (made.status_code, missing.status_code) == (201, 404)
    assert api.get("/experiments/welcome/decisions").json() == {"items": [made.json()]}
    assert made.json()["actor"].startswith("key:")
    assert (made.json()["choice"], made.json()["note"]) == ("rolled_out", "It pays.")
