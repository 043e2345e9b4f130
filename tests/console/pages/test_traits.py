import re
from html import unescape

import pytest

from tenure.platform.queries import audit_links
from tenure.signals import queries as signals
from tenure.signals.rules.codec import trait_json
from tests.console.scenes import browser, furnished

pytestmark = pytest.mark.usefixtures("state")

SPENT = {
    "key": "spent_30d",
    "kind": "event",
    "aggregate": "sum",
    "event": "paid, renewed",
    "property": "amount",
    "window": "30d",
    "ago": "",
    "where": "amount > 1",
    "value_type": "text",
    "profile_type": "text",
    "expression": "",
}


@pytest.fixture
def scene(state):
    return furnished()


def saved(scene, **changed):
    return scene.client.post("/traits/form-save", {**SPENT, **changed})


def defined(scene):
    return {each.key: trait_json(each) for each in signals.traits_defined(scene.row.pk)}


def seen(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_a_trait_over_events_is_made_shown_and_changed(scene):
    made = saved(scene)

    assert (made.status_code, made.url) == (302, "/traits")
    assert defined(scene) == {
        "spent_30d": {
            "kind": "event",
            "aggregate": "sum",
            "events": ["paid", "renewed"],
            "property": "amount",
            "window": "30d",
            "where": "amount > 1",
        }
    }
    assert "Sum of a property · paid, renewed · amount · last 30d · where amount &gt; 1" in scene.text("/traits")
    assert 'value="paid, renewed"' in scene.text("/traits/spent_30d")
    assert audit_links(scene.row.pk, limit=1)[0].entry.act == "trait.saved"

    saved(scene, editing="spent_30d", key="", aggregate="last", value_type="number")
    assert defined(scene)["spent_30d"] == {
        "kind": "event",
        "aggregate": "last",
        "events": ["paid", "renewed"],
        "property": "amount",
        "window": "30d",
        "where": "amount > 1",
        "type": "number",
    }


def test_a_derived_and_a_stated_trait_take_only_what_belongs_to_them(scene):
    saved(scene, key="doubled", kind="derived", expression="event_count * 2")
    saved(scene, key="tier", kind="profile", profile_type="text")

    assert defined(scene) == {
        "doubled": {"kind": "derived", "expression": "event_count * 2"},
        "tier": {"kind": "profile", "type": "text"},
    }


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"event": ""}, "Name the event, or a list of events; `*` stands for every act."),
        ({"property": ""}, "Say of which property 'sum' shall be taken."),
        ({"window": "7 days"}, "'7 days' is no span of time"),
        ({"where": "amount >"}, "column 9: The expression ends too early"),
        ({"kind": "derived", "expression": "event_cont + 1"}, "did you mean event_count"),
        ({"key": "Big"}, "Give the trait a key"),
        ({"key": "plan"}, "A trait with this key is there already"),
        ({"key": "stage"}, "A trait with this key is there already"),
        ({"kind": "nonsense", "event": "segment_entered"}, "would go in circles"),
    ],
)
def test_a_slip_is_said_and_what_was_filled_in_stays(scene, changed, sentence):
    refused = saved(scene, **changed)

    assert refused.status_code == 422
    assert sentence in seen(refused)
    assert 'value="30d"' in refused.content.decode() or "window" in changed
    assert defined(scene) == {}


def test_a_trait_that_something_reads_stays(scene):
    saved(scene)
    saved(scene, key="doubled", kind="derived", expression="spent_30d * 2")

    refused = scene.client.post("/traits/spent_30d/delete")

    assert (refused.status_code, "is read by trait doubled" in seen(refused)) == (409, True)
    assert scene.client.post("/traits/doubled/delete").url == "/traits"
    assert scene.client.post("/traits/spent_30d/delete").url == "/traits"
    assert defined(scene) == {}


def test_a_built_in_trait_is_only_shown(scene):
    page = scene.text("/traits/engagement")

    assert "Every workspace has this trait; it needs no definition." in page
    assert "stage at_risk" in page
    assert 'action="/traits/form-save"' not in page
    assert scene.client.post("/traits/engagement/delete").status_code == 404


def test_who_may_not_define_reads(scene):
    saved(scene)
    seller = browser(scene.row, role="sales", email="sam@example.com")

    assert "Your role reads traits and does not change them." in seller.get("/traits/spent_30d").content.decode()
    assert seller.get("/traits/new-trait").status_code == 403
    assert seller.post("/traits/form-save", SPENT).status_code == 403
