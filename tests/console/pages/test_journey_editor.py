import html
import re

import pytest

from tenure.journeys.queries import versions
from tests.console.scenes import furnished

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    return furnished()


def _form(page):
    """Return what the form of the editor would send, the text among it."""
    said = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    text = re.search(r'<textarea[^>]*name="text"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(value) for name, value in said.items()} | {"text": html.unescape(text[1])}


def _pressed(scene, page, act, **more):
    answer = scene.client.post("/journeys/_change", _form(page) | {"act": act} | more, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def _boxes(page):
    return re.findall(r'data-node="([^"]+)"', page)


def test_a_step_is_put_in_changed_and_taken_back(scene):
    page = scene.text("/journeys/welcome/edit")

    page = _pressed(scene, page, "add:pause:done")
    assert 'value="insert:tag"' in page
    page = _pressed(scene, page, "insert:tag")
    assert _boxes(page) == ["entry", "hello", "pause", "tag", "done"]
    page = _pressed(scene, page, "apply", **{"set.add": "welcomed"})
    assert "add: welcomed" in _form(page)["text"]
    assert "+ node tag:" in html.unescape(page)
    page = _pressed(scene, page, "undo")
    assert "add: vip" in _form(page)["text"]
    page = _pressed(scene, page, "undo")
    assert _boxes(page) == ["entry", "hello", "pause", "done"]


def test_what_cannot_be_used_is_said_and_the_drawing_stays(scene):
    page = scene.text("/journeys/welcome/edit")

    page = _pressed(scene, page, "node:pause")
    page = _pressed(scene, page, "apply", **{"set.days": "soon"})

    assert "must be a whole number" in html.unescape(page)
    assert 'value="soon"' in page
    assert "days: 3" in _form(page)["text"]


def test_text_that_somebody_changed_is_drawn(scene):
    page = scene.text("/journeys/welcome/edit")
    text = _form(page)["text"].replace("days: 3", "days: 4")

    drawn = _pressed(scene, page, "look", text=text)
    broken = _pressed(scene, page, "look", text="nodes: [")

    assert "4 days" in drawn
    assert 'role="alert"' in broken
    assert _boxes(broken) == ["entry", "hello", "pause", "done"]


def test_a_draft_is_kept_as_the_next_version(scene):
    page = scene.text("/journeys/welcome/edit")
    text = _form(page)["text"].replace("days: 3", "days: 4")

    answer = scene.client.post("/journeys/_save", _form(page) | {"text": text})

    assert (answer.status_code, answer.url) == (302, "/journeys/welcome")
    assert [each.number for each in versions(scene.row.pk, "welcome")] == [2, 1]


@pytest.mark.parametrize(
    ("address", "key", "said"),
    [("/journeys/_new", "welcome", "is there already"), ("/journeys/welcome/edit", "other", "The key of a journey")],
)
def test_a_key_that_is_taken_or_another_is_refused(scene, address, key, said):
    page = scene.text(address)
    form = _form(page)
    text = re.sub(r"^key: .*$", f"key: {key}", form["text"], flags=re.MULTILINE)

    answer = scene.client.post("/journeys/_save", form | {"text": text})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert len(versions(scene.row.pk, "welcome")) == 1


def test_the_panel_about_the_journey_says_entry_goal_and_holdout(scene):
    page = scene.text("/journeys/_new")
    said = {
        "key": "back",
        "name": "Back again",
        "entry_kind": "stage",
        "entry.stage.stage": "at_risk",
        "reentry": "every_days",
        "every_days": "30",
        "goal.event": "login",
        "goal.within_days": "14",
        "exit.0.event": "account_closed",
        "holdout": "20",
        "priority": "70",
    }

    page = _pressed(scene, page, "apply", **said)

    assert _form(page)["text"] == (
        "key: back\nname: Back again\nentry:\n  stage: at_risk\nreentry:\n  every_days: 30\n"
        "goal:\n  event: login\n  within_days: 14\nexit:\n- event: account_closed\nholdout: 0.2\npriority: 70\n"
        "nodes:\n- id: done\n  end: {}\n"
    )
