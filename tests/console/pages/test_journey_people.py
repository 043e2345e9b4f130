import html
import re

import pytest

from tenure.journeys.models import EnrollmentRow
from tenure.journeys.queries import definition, node_types
from tenure.journeys.rules.codec import from_yaml, to_yaml
from tenure.journeys.services.save_journey import save_journey
from tenure.platform.models import AuditRow
from tests.console.scenes import browser, furnished
from tests.journeys.scenes import turn
from tests.signals.streams import NOW

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    return furnished()


def _another_version(scene, before, after):
    text = to_yaml(definition(scene.row.pk, "welcome")[1].journey).replace(before, after)
    save_journey(scene.row.pk, from_yaml(text, node_types=node_types()), actor="user:1", now=NOW)


def _standing():
    return set(EnrollmentRow.objects.values_list("version__number", "node"))


def test_a_move_says_what_it_does_and_does_it(scene):
    _another_version(scene, "days: 3", "days: 4")
    assert "/journeys/welcome/move?to=2" in scene.text("/journeys/welcome/versions")

    page = html.unescape(scene.text("/journeys/welcome/move?to=2"))
    answer = scene.client.post("/journeys/welcome/move-people", {"to": "2"})

    assert "2 customers at “pause” go on there by what it says now." in page
    assert answer.url == "/journeys/welcome/versions"
    assert _standing() == {(2, "pause")}
    assert AuditRow.objects.filter(act="journey.moved").count() == 1
    assert "Nobody to move" in scene.text("/journeys/welcome/move?to=2")


def test_who_stands_at_a_step_that_is_gone_needs_another_place(scene):
    _another_version(scene, "id: pause", "id: rest")

    page = html.unescape(scene.text("/journeys/welcome/move"))
    refused = scene.client.post("/journeys/welcome/move-people", {"to": "2"})

    assert "2 customers at “pause” need another place: the step is gone." in page
    assert re.findall(r'name="place\.(\w+)"', page) == ["pause"]
    assert refused.status_code == 422
    assert _standing() == {(1, "pause")}
    scene.client.post("/journeys/welcome/move-people", {"to": "2", "place.pause": "rest"})
    assert _standing() == {(2, "rest")}


def test_who_could_not_go_on_is_shown_with_the_reason_and_tries_again(scene):
    EnrollmentRow.objects.update(node="lost", due_at=NOW)
    turn(scene.row)
    assert "2 customers could not go on." in scene.text("/journeys/welcome")

    page = scene.text("/journeys/welcome/quarantine")
    names = re.findall(r'data-row="(enr_\d+)"', page)
    EnrollmentRow.objects.update(node="pause")
    answer = scene.client.post("/journeys/welcome/release", {"enrollment": [*names, names[0]]})

    assert len(names) == 2
    assert "lost" in page
    assert answer.url == "/journeys/welcome/quarantine"
    assert set(EnrollmentRow.objects.values_list("state", flat=True)) == {"active"}
    assert AuditRow.objects.filter(act="enrollment.released").count() == 2
    assert "Everybody can go on" in scene.text("/journeys/welcome/quarantine")


def test_a_viewer_moves_nobody(scene):
    viewer = browser(scene.row, role="viewer", email="vic@example.com")

    assert viewer.get("/journeys/welcome/move").status_code == 403
    assert viewer.post("/journeys/welcome/move-people", {"to": "1"}).status_code == 403
    assert viewer.post("/journeys/welcome/release", {"enrollment": "enr_1"}).status_code == 403
    assert viewer.get("/journeys/welcome/quarantine").status_code == 200


@pytest.mark.parametrize("address", ["/journeys/gone/move", "/journeys/welcome/move?to=9", "/journeys/gone/quarantine"])
def test_what_is_not_there_is_not_found(scene, address):
    assert scene.client.get(address).status_code == 404
