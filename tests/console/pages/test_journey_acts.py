import html
import re

import pytest

from tenure.journeys.queries import definition, node_types, versions
from tenure.journeys.rules.codec import from_yaml, to_yaml
from tenure.journeys.services.save_journey import save_journey
from tests.console.scenes import browser, furnished
from tests.signals.streams import NOW

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    found = furnished()
    _state, version = definition(found.row.pk, "welcome")
    text = to_yaml(version.journey).replace("days: 3", "days: 4")
    save_journey(found.row.pk, from_yaml(text, node_types=node_types()), actor="user:1", now=NOW)
    return found


def test_each_version_says_what_it_changed_and_an_old_one_is_restored(scene):
    page = html.unescape(scene.text("/journeys/welcome/versions"))

    assert re.findall(r'data-row="(\d+)"', page) == ["2", "1"]
    assert re.findall(r"<li><code>([^<]+)</code>", page) == ["pause.wait.days: 3 -> 4"]
    answer = scene.client.post("/journeys/welcome/versions/1/restore")
    assert answer.url == "/journeys/welcome/versions"
    assert [each.number for each in versions(scene.row.pk, "welcome")] == [3, 2, 1]


def test_a_journey_is_paused_and_activated_by_its_newest_version(scene):
    assert "Activate version 2" in scene.text("/journeys/welcome")
    scene.client.post("/journeys/welcome/pause")
    assert definition(scene.row.pk, "welcome")[0] == "paused"

    page = scene.text("/journeys/welcome/activation")
    answer = scene.client.post("/journeys/welcome/activate", {"include_existing": ""})

    assert re.findall(r'data-number="would_enter">(\d+)<', page) == ["0"]
    assert answer.url == "/journeys/welcome"
    state, version = definition(scene.row.pk, "welcome")
    assert (state, version.number) == ("active", 2)


def test_what_stands_in_the_way_is_said_before_anybody_activates(scene):
    text = to_yaml(definition(scene.row.pk, "welcome")[1].journey).replace("template: welcome", "template: gone")
    save_journey(scene.row.pk, from_yaml(text, node_types=node_types()), actor="user:1", now=NOW)

    page = html.unescape(scene.text("/journeys/welcome/activation"))
    answer = scene.client.post("/journeys/welcome/activate", {})

    assert "There is no template 'gone'" in page
    assert answer.status_code == 422
    assert definition(scene.row.pk, "welcome")[1].number == 1


def test_a_viewer_changes_nothing(scene):
    viewer = browser(scene.row, role="viewer", email="vic@example.com")

    for address in ("/journeys/welcome/pause", "/journeys/welcome/activate", "/journeys/welcome/versions/1/restore"):
        assert viewer.post(address).status_code == 403
    assert definition(scene.row.pk, "welcome")[0] == "active"
