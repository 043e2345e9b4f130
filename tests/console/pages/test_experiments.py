import re

import pytest

from tenure.experiments.queries import plan, settings
from tenure.experiments.rules.settings import Settings
from tenure.journeys.queries import definition, node_types
from tenure.journeys.rules.codec import from_yaml, to_yaml
from tenure.journeys.services.activate_journey import Choice, activate_journey
from tenure.journeys.services.save_journey import save_journey
from tenure.platform.models import AuditRow
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


def test_how_experiments_are_read_is_set_in_percent(scene):
    said = {"global_holdout": "2.5", "confidence": "90", "looks": "14", "method": "always_valid"}

    assert scene.client.post("/experiments/_reading", said).url == "/experiments"

    assert settings(scene.row.pk) == Settings(0.025, 0.9, 14, "always_valid")
    assert re.search(r'name="global_holdout"[^>]* value="2.5"', scene.text("/experiments"))
    assert AuditRow.objects.filter(act="experiments.settings_saved").count() == 1


@pytest.mark.parametrize(
    ("name", "value"), [("global_holdout", "half"), ("global_holdout", "80"), ("confidence", "nan"), ("looks", "0")]
)
def test_a_setting_that_cannot_be_read_by_is_marked_and_nothing_changes(scene, name, value):
    said = {"global_holdout": "5", "confidence": "95", "looks": "28", "method": "group_sequential"} | {name: value}

    answer = scene.client.post("/experiments/_reading", said)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="r-{name}"[^>]* value="{value}" aria-invalid="true"', page)
    assert settings(scene.row.pk) == Settings()
