import re

import pytest

from tenure.experiments.queries import plan
from tenure.journeys.queries import definition, node_types
from tenure.journeys.rules.codec import from_yaml, to_yaml
from tenure.journeys.services.activate_journey import Choice, activate_journey
from tenure.journeys.services.save_journey import save_journey
from tests.console.scenes import furnished
from tests.signals.streams import NOW

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    return furnished()


def _with_goal(scene):
    text = to_yaml(definition(scene.row.pk, "welcome")[1].journey)
    text = text.replace("holdout: 0\n", "holdout: 0.1\ngoal:\n  event: login\n")
    save_journey(scene.row.pk, from_yaml(text, node_types=node_types()), actor="user:1", now=NOW)
    activate_journey(scene.row.pk, "welcome", choice=Choice(), actor="user:1", now=NOW)


def test_an_experiment_is_listed_with_its_sentence_and_shown_with_its_groups(scene):
    _with_goal(scene)

    page, shown = scene.text("/experiments"), scene.text("/experiments/welcome")

    assert re.findall(r'data-row="(\w+)"', page) == ["welcome"]
    assert "Too early to say" in page
    assert "Too early to say" in shown
    assert "Too early to say" in scene.text("/journeys")
    assert "holdout" in shown
    assert scene.client.get("/experiments/gone").status_code == 404


def test_the_calculator_says_what_could_be_seen(scene):
    page = scene.text("/experiments?rate=5&customers=4000&holdout=10")
    refused = scene.text("/experiments?rate=0&customers=4000")

    assert re.findall(r'<dd class="figures">([^\d<][\d.]+%)', page) == ["+3.3%", "\u22123.1%"]
    assert "base rate must lie between" in refused


def test_a_hypothesis_is_planned_moved_on_and_taken_out(scene):
    scene.client.post("/experiments/_plan", {"text": "A second reminder helps", "experiment": "welcome"})
    (item,) = plan(scene.row.pk)

    scene.client.post(f"/experiments/_plan/{item.id}", {"state": "done", "result": "It does"})
    (after,) = plan(scene.row.pk)
    assert (after.hypothesis.state, after.hypothesis.result) == ("done", "It does")
    scene.client.post(f"/experiments/_plan/{item.id}", {"act": "remove"})
    assert plan(scene.row.pk) == []
    assert scene.client.post("/experiments/_plan", {"text": " "}).status_code == 422
