import pytest
from django.http import QueryDict

from tenure.console.presenting.journey_panels import Refusal, journey_panel, journey_said, node_panel, node_said
from tenure.journeys.queries import node_types
from tenure.journeys.rules.codec import from_data, to_data

HELLO = {"channel": "email", "template": "welcome"}
ARMS = [{"name": "warm", "share": 0.5}, {"name": "short", "share": 0.5, "template": "brief"}]


def _journey(**more):
    nodes = [{"id": "hello", "send": HELLO, "variants": ARMS}, {"id": "done", "end": {}}]
    data = {"key": "j", "name": "J", "entry": {"event": "signed_up"}, "nodes": nodes} | more
    return from_data(data, node_types=node_types())


def _said(**fields):
    said = QueryDict(mutable=True)
    said.update(fields)
    return said


def _filled(panel):
    return {field.name: field.value for field in panel.fields if not hasattr(field, "rows")}


def test_the_arms_of_a_node_show_what_is_their_own_and_faintly_what_is_not():
    panel = node_panel(_journey(), "hello", node_types(), None)

    assert [arm.name for arm in panel.arms] == ["warm", "short"]
    assert [each.fields[0].name for each in panel.blanks] == ["variants.2.name"]
    assert [(each.value, each.usual) for each in panel.arms[1].fields[:4]] == [
        ("short", ""),
        ("0.5", ""),
        ("", "email"),
        ("brief", "welcome"),
    ]


def test_a_node_without_arms_is_offered_two():
    journey = _journey(nodes=[{"id": "hello", "send": HELLO}, {"id": "done", "end": {}}])

    panel = node_panel(journey, "hello", node_types(), None)

    assert panel.arms == ()
    assert [each.fields[0].name for each in panel.blanks] == ["variants.0.name", "variants.1.name"]


def test_an_end_has_no_arms():
    panel = node_panel(_journey(), "done", node_types(), None)

    assert (panel.has_arms, panel.arms, panel.blanks) == (False, (), ())


def test_what_the_panel_says_of_arms_is_what_the_node_gets():
    journey = _journey()
    said = {"set.channel": "email", "set.template": "welcome", "onward": ""}
    said |= {"variants.0.name": "one", "variants.0.share": "0,4", "variants.0.set.template": "other"}
    said |= {"variants.2.name": "two", "variants.2.share": "0.6"}

    data = node_said(journey, journey.nodes[0], node_types(), _said(**said))

    assert data["nodes"][0]["variants"] == [
        {"name": "one", "share": 0.4, "template": "other"},
        {"name": "two", "share": 0.6},
    ]


def test_what_an_arm_took_back_stays_taken_back():
    node = {
        "id": "hello",
        "send": {**HELLO, "expires_hours": 5},
        "variants": [{**ARMS[0], "share": 1, "expires_hours": None}],
    }
    journey = _journey(nodes=[node])
    said = {"set.channel": "email", "set.template": "welcome", "set.expires_hours": "5"}

    data = node_said(
        journey, journey.nodes[0], node_types(), _said(**said, **{"variants.0.name": "warm", "variants.0.share": "1"})
    )

    assert data["nodes"][0]["variants"] == [{"name": "warm", "share": 1.0, "expires_hours": None}]


def test_a_refusal_stands_beside_its_field_and_what_was_filled_in_stays():
    said = {"set.channel": "email", "variants.0.name": "warm", "variants.0.share": "lots"}
    refusal = Refusal(said, "nodes[0].variants[0].share", "nodes[0].variants[0].share must be a share.")

    panel = node_panel(_journey(), "hello", node_types(), refusal)

    assert _filled(panel)["set.template"] == ""
    share = panel.arms[0].fields[1]
    assert (share.name, share.value, share.problem) == ("variants.0.share", "lots", "Must be a share.")


def test_the_panel_about_a_journey_asks_for_whom_it_is_drawn_and_whether_it_is_required():
    journey = _journey(required=True, holdout=0, holdout_reason="The law", randomize_by="account")

    panel = journey_panel(journey, None)

    assert (panel["is_required"], panel["holdout_reason"].value) == (True, "The law")
    assert [each.value for each in panel["units"] if each.is_chosen] == ["account"]
    said = {"name": "J", "entry_kind": "event", "entry.event.event": "signed_up", "reentry": "never"}
    said |= {"required": "1", "holdout": "10", "holdout_reason": "The law", "randomize_by": "account"}
    data = journey_said(journey, _said(**said), is_new=False)
    assert "holdout" not in data
    assert to_data(from_data(data, node_types=node_types())) == to_data(journey)


@pytest.mark.parametrize(
    ("field", "name"), [("holdout", "holdout"), ("priority", "priority"), ("reentry.every_days", "every_days")]
)
def test_a_refused_setting_of_a_journey_is_marked(field, name):
    said = {"name": "J", "holdout": "lots", "priority": "soon", "reentry": "every_days", "every_days": "x"}

    panel = journey_panel(_journey(), Refusal(said, field, f"{field} must be a number."))

    assert panel[name].problem == "Must be a number."
    assert [panel[each].value for each in ("holdout", "priority", "every_days")] == ["lots", "soon", "x"]
