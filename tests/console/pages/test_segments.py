import re
from datetime import timedelta
from html import unescape

import pytest

from tenure.kernel.expressions.text import spelled
from tenure.platform.queries import audit_links
from tenure.signals import queries as signals
from tenure.signals.services import await_definitions
from tests.console.scenes import browser, furnished
from tests.signals.scenes import turned
from tests.signals.streams import NOW, event, flush

pytestmark = pytest.mark.usefixtures("state")

ROWS = {
    "name": "Pro and quiet",
    "mode": "rows",
    "joiner": "all",
    "g0.joiner": "any",
    "g0.r0.trait": "active_days_30d",
    "g0.r0.op": "at_most",
    "g0.r0.value": "2",
    "g0.r1.trait": "plan",
    "g0.r1.op": "is",
    "g0.r1.value": "pro",
    "g1.joiner": "all",
    "g1.r0.trait": "email",
    "g1.r0.op": "known",
    "g1.r0.value": "",
}
WHERE = "(active_days_30d <= 2 OR plan = 'pro') AND email IS KNOWN"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def scene(state):
    return furnished()


@pytest.fixture(autouse=True)
def _no_worker_to_wait_for(monkeypatch):
    monkeypatch.setattr(await_definitions.await_definitions, "__kwdefaults__", {"patience": 0.0})


def sent(scene, path, said, **headers):
    return scene.client.post(f"/segments/form-{path}", said, headers=headers)


def seen(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def fields(answer):
    """Return what the form on a page would send, as far as rows go."""
    page = answer.content.decode()
    texts = dict(re.findall(r'<input[^>]*name="(g[\d.r]+[a-z]+)"[^>]*value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]*name="(g[\d.r]+[a-z]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        texts[name] = chosen[0] if chosen else ""
    return texts


def test_a_segment_is_made_of_rows_and_counted_before(scene):
    count = sent(scene, "count", ROWS)
    made = sent(scene, "save", ROWS)

    assert "Who that is now 1 (active_days_30d is at most 2 or plan is “pro”) and email is known" in seen(count)
    assert (made.status_code, made.url) == (302, "/segments/pro_and_quiet")
    (segment,) = signals.segments_defined(scene.row.pk)
    assert (segment.name, spelled(segment.where)) == ("Pro and quiet", WHERE)
    entry = audit_links(scene.row.pk, limit=1)[0].entry
    assert (entry.act, entry.subject) == ("segment.saved", "segment:pro_and_quiet")


def test_what_was_saved_comes_back_as_the_same_rows(scene):
    sent(scene, "save", ROWS)

    shown = fields(scene.client.get("/segments/pro_and_quiet/edit"))

    assert shown == {name: value for name, value in ROWS.items() if name.startswith("g")}


def test_rows_become_text_and_text_becomes_rows(scene):
    text = sent(scene, "change", {**ROWS, "act": "to_text"}, **HTMX)
    back = sent(scene, "change", {"mode": "text", "where": WHERE, "act": "to_rows"}, **HTMX)
    rich = sent(scene, "change", {"mode": "text", "where": "event_count > 2 * acts_90d", "act": "to_rows"}, **HTMX)

    assert WHERE in unescape(text.content.decode())
    assert "<html" not in text.content.decode()
    assert fields(back) == {name: value for name, value in ROWS.items() if name.startswith("g")}
    assert "This predicate says more than rows can" in seen(rich)


@pytest.mark.parametrize(
    ("act", "names"),
    [
        ("add_row:0", ["g0.r0", "g0.r1", "g0.r2", "g1.r0"]),
        ("remove_row:0:0", ["g0.r0", "g1.r0"]),
        ("remove_row:1:0", ["g0.r0", "g0.r1"]),
        ("add_group", ["g0.r0", "g0.r1", "g1.r0", "g2.r0"]),
        ("look", ["g0.r0", "g0.r1", "g1.r0"]),
        ("remove_row:9:9", ["g0.r0", "g0.r1", "g1.r0"]),
        ("nonsense:x", ["g0.r0", "g0.r1", "g1.r0"]),
    ],
)
def test_each_press_works_without_a_script(scene, act, names):
    answer = sent(scene, "change", {**ROWS, "act": act})

    assert answer.status_code == 200
    assert '<html lang="en"' in answer.content.decode()
    assert sorted(name.removesuffix(".trait") for name in fields(answer) if name.endswith(".trait")) == names


def test_an_operator_that_does_not_fit_the_trait_gives_way(scene):
    shown = fields(sent(scene, "change", {**ROWS, "g0.r1.trait": "acts_90d", "act": "look"}))

    assert (shown["g0.r1.trait"], shown["g0.r1.op"], shown["g0.r1.value"]) == ("acts_90d", "equals", "pro")


def test_a_slip_in_text_is_shown_at_its_column(scene):
    said = {"mode": "text", "name": "Odd", "where": "plan = 'pro' AND event_cont > 3"}

    count = sent(scene, "count", said)
    refused = sent(scene, "save", said)

    for answer in (count, refused):
        page = unescape(answer.content.decode())
        assert "column 18: Nothing is called event_cont; did you mean event_count?" in page
        assert "plan = 'pro' AND event_cont > 3\n                 ^" in page
    assert refused.status_code == 422
    assert signals.segments_defined(scene.row.pk) == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"g0.r0.value": "many"}, "Write a number, such as 3 or 0.5."),
        ({"g0.r0.value": ""}, "It was not saved"),
        ({"name": "요금제"}, "Give the segment a key"),
        ({"key": "Big"}, "Give the segment a key"),
        ({"key": "preview"}, "Give the segment a key"),
        ({"g0.r0.trait": "", "g0.r1.trait": "", "g1.r0.trait": ""}, "Say for whom it holds."),
        ({"g0.r0.trait": "gone"}, "Nothing is called gone"),
        ({"name": "n" * 201, "key": "long"}, "Give it a name of 1 to 200 characters."),
    ],
)
def test_what_is_not_filled_in_right_is_refused_and_kept_on_the_page(scene, changed, sentence):
    refused = sent(scene, "save", {**ROWS, **changed})

    assert refused.status_code == 422
    assert sentence in seen(refused)
    kept = fields(refused)
    assert {name: kept[name] for name in kept if name.endswith(".trait")} == {
        name: value for name, value in (ROWS | changed).items() if name.endswith(".trait")
    }
    assert signals.segments_defined(scene.row.pk) == []


def test_a_new_segment_does_not_take_the_place_of_another(scene):
    sent(scene, "save", ROWS)

    again = sent(scene, "save", {**ROWS, "g0.r0.value": "9"})

    assert (again.status_code, "A segment with this key is there already" in seen(again)) == (422, True)
    assert spelled(signals.segment(scene.row.pk, "pro_and_quiet").where) == WHERE


def test_a_segment_is_changed_under_its_key(scene):
    sent(scene, "save", ROWS)

    changed = sent(scene, "save", {**ROWS, "editing": "pro_and_quiet", "name": "Quiet", "g0.r0.value": "1"})

    assert changed.url == "/segments/pro_and_quiet"
    (segment,) = signals.segments_defined(scene.row.pk)
    assert (segment.name, spelled(segment.where)) == ("Quiet", WHERE.replace("<= 2", "<= 1"))


def test_the_list_and_the_page_say_how_many_and_who(scene):
    sent(scene, "save", ROWS)
    assert "counting…" in scene.text("/segments")
    turned(scene.row)

    listed, page = scene.text("/segments"), scene.text("/segments/pro_and_quiet")

    assert re.findall(r'href="/segments/pro_and_quiet#members">(\d+)<', listed) == ["1"]
    assert "(active_days_30d is at most 2 or plan is “pro”) and email is known" in listed
    assert re.findall(r'data-row="([^"]+)"', page) == [scene.ada.public_id]
    assert "Nobody so far. Whoever was in it when it was defined came in silently." in page


def test_the_page_tells_who_came_and_went(scene):
    sent(scene, "save", {"name": "Quiet", "mode": "text", "where": "last_active_at < AGO(3d)"})
    turned(scene.row)
    flush(scene.row, [event("back", "login", customer=scene.ada.id, minutes=1)])
    turned(scene.row, days=4)
    scene.row.clock_workspace_at = NOW + timedelta(days=4)
    scene.row.save()

    page, listed = scene.text("/segments/quiet"), scene.text("/segments")

    assert page.count("Came in</span>") == 2
    assert re.findall(r'aria-label="([^"]*2 came in[^"]*)"', page) == ["Mar 4: 2 came in, 0 went out"]
    assert ">+2</a>" in listed


def test_a_segment_is_deleted_by_who_may(scene):
    sent(scene, "save", ROWS)
    seller = browser(scene.row, role="sales", email="sam@example.com")

    assert seller.get("/segments/pro_and_quiet").status_code == 200
    assert "Delete this segment" not in seller.get("/segments/pro_and_quiet").content.decode()
    assert seller.post("/segments/pro_and_quiet/delete").status_code == 403
    assert seller.get("/segments/new-segment").status_code == 403
    assert scene.client.post("/segments/pro_and_quiet/delete").url == "/segments"
    assert signals.segments_defined(scene.row.pk) == []


@pytest.mark.parametrize("address", ["/segments/gone", "/segments/gone/edit", "/segments/a%00b"])
def test_a_segment_that_is_not_there_says_so(scene, address):
    assert scene.client.get(address).status_code == 404
