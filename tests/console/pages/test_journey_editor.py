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

    assert "Must be a whole number" in html.unescape(page)
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


def test_a_step_is_tested_in_two_arms(scene):
    page = _pressed(scene, scene.text("/journeys/welcome/edit"), "node:hello")
    said = {"set.channel": "email", "set.template": "welcome", "onward": ""}
    said |= {"variants.0.name": "a", "variants.0.share": "0.5", "variants.0.set.template": "welcome"}
    said |= {"variants.1.name": "b", "variants.1.share": "0.5", "variants.1.set.template": "welcome_short"}

    page = _pressed(scene, page, "apply", **said)

    assert (
        "variants:\n  - name: a\n    share: 0.5\n  - name: b\n    share: 0.5\n    template: welcome_short\n"
        in (_form(page)["text"])
    )
    assert re.findall(r'name="variants\.\d\.name"[^>]*? value="(\w*)"', page) == ["a", "b", ""]


@pytest.mark.parametrize(
    ("panel", "more", "name", "said"),
    [
        ("node:pause", {"set.days": "soon"}, "set.days", "Must be a whole number"),
        ("node:hello", {"set.channel": "email"}, "set.template", "Is missing; add it."),
        (
            "node:hello",
            {"set.channel": "email", "set.template": "x", "variants.0.name": "a", "variants.0.share": "2"},
            "variants.0.share",
            "Must be a share above 0",
        ),
        ("node:entry", {"name": "W", "entry.event.event": "x", "holdout": "95"}, "holdout", "Must be a share"),
        (
            "node:entry",
            {"name": "W", "entry.event.event": "x", "required": "1"},
            "holdout_reason",
            "Is missing; say which law",
        ),
        ("node:entry", {"name": "W", "entry_kind": "stage"}, "entry.stage.stage", "Does not say who enters"),
        ("node:entry", {"name": "W", "entry.event.event": "x", "goal.where": "a = 1"}, "goal.event", "Is missing"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(scene, panel, more, name, said):
    page = _pressed(scene, scene.text("/journeys/welcome/edit"), panel)

    page = html.unescape(_pressed(scene, page, "apply", **more))

    assert re.search(
        rf'name="{re.escape(name)}"[^>]* aria-invalid="true" aria-describedby="p\.{re.escape(name)}"', page
    )
    assert re.search(rf'id="p\.{re.escape(name)}">{re.escape(said)}', page)


def test_who_is_drawn_and_that_it_is_required_are_set_in_the_panel(scene):
    page = _pressed(scene, scene.text("/journeys/welcome/edit"), "node:entry")
    said = {"name": "Welcome", "entry_kind": "event", "entry.event.event": "signed_up", "reentry": "never"}
    said |= {"required": "1", "holdout": "10", "holdout_reason": "The contract", "randomize_by": "account"}

    text = _form(_pressed(scene, page, "apply", **said))["text"]

    assert "holdout: 0\nholdout_reason: The contract\nrequired: true\nrandomize_by: account\n" in text


def test_what_stands_in_the_way_of_activating_leads_to_its_field(scene):
    text = _form(scene.text("/journeys/welcome/edit"))["text"].replace("template: welcome", "template: gone")
    page = _pressed(scene, scene.text("/journeys/welcome/edit"), "look", text=text)
    assert "Show the field" in page
    assert "aria-invalid" not in page

    page = html.unescape(_pressed(scene, page, "node:hello"))

    assert re.search(r'name="set\.template"[^>]* aria-invalid="true"', page)
    assert "There is no template 'gone'" in re.search(r'id="p\.set\.template">([^<]+)', page)[1]
    assert "One field cannot be used" not in page
