import pytest

from tenure.console.rules.journey_edits import (
    arms_data,
    changed,
    drawn_edges,
    fresh_id,
    has_arms,
    inserted,
    removed,
    settings_data,
)
from tenure.journeys.nodes.branch import NODE as BRANCH
from tenure.journeys.nodes.end import NODE as END
from tenure.journeys.nodes.send import NODE as SEND
from tenure.journeys.nodes.split import NODE as SPLIT
from tenure.journeys.nodes.wait import NODE as WAIT
from tenure.journeys.nodes.wait_date import NODE as WAIT_DATE
from tenure.journeys.rules.codec import from_data

TYPES = {each.kind: each for each in (BRANCH, END, SEND, SPLIT, WAIT, WAIT_DATE)}
TAIL = [{"id": "a", "wait": {"days": 1}}, {"id": "b", "wait": {"days": 2}}, {"id": "done", "end": {}}]
FRESH = {"id": "fresh", "wait": {"days": 9}}


def _journey(*nodes):
    return from_data({"key": "j", "name": "J", "entry": {"event": "signed_up"}, "nodes": list(nodes)}, node_types=TYPES)


def _edges(data):
    return {(each.source, each.target) for each in drawn_edges(from_data(data, node_types=TYPES))}


def _branch(*cases, otherwise=None, **more):
    told = {"cases": list(cases)} | ({"otherwise": otherwise} if otherwise else {})
    return {"id": "which", "branch": told, **more}


def test_each_way_is_drawn_once_and_says_what_leads_there():
    journey = _journey(_branch({"if": "x = 1", "next": "b"}, {"if": "x = 2"}, otherwise="b"), *TAIL)

    found = {(each.source, each.target): (each.says, each.is_onward) for each in drawn_edges(journey)}

    assert found == {
        ("entry", "which"): ((), True),
        ("which", "b"): (("x = 1", "otherwise"), False),
        ("which", "a"): (("x = 2",), True),
        ("a", "b"): ((), True),
        ("b", "done"): ((), True),
    }


@pytest.mark.parametrize(("source", "target"), [("entry", "a"), ("a", "b"), ("b", "done")])
def test_a_node_put_on_an_edge_stands_between_its_ends_and_nothing_else_moves(source, target):
    journey = _journey(*TAIL)
    before = {(each.source, each.target) for each in drawn_edges(journey)}

    data = inserted(journey, FRESH, source=source, target=target)

    assert _edges(data) == (before - {(source, target)}) | {(source, "fresh"), ("fresh", target)}


@pytest.mark.parametrize("target", ["a", "b", "done"])
def test_a_node_is_put_on_any_way_of_a_branch(target):
    journey = _journey(_branch({"if": "x = 1", "next": "b"}, {"if": "x = 2"}, otherwise="done"), *TAIL)
    before = {(each.source, each.target) for each in drawn_edges(journey)}

    data = inserted(journey, FRESH, source="which", target=target)

    assert _edges(data) == (before - {("which", target)}) | {("which", "fresh"), ("fresh", target)}


def test_a_node_that_leads_on_by_name_hands_its_way_to_the_new_one():
    journey = _journey({"id": "x", "wait_date": {"trait": "d", "passed": "b"}, "next": "b"}, *TAIL[1:])

    data = inserted(journey, FRESH, source="x", target="b")

    assert _edges(data) == {("entry", "x"), ("x", "fresh"), ("fresh", "b"), ("b", "done")}


def test_where_there_is_no_edge_nothing_is_put_in():
    journey = _journey(*TAIL)

    assert _edges(inserted(journey, FRESH, source="a", target="done")) == {
        ("entry", "a"),
        ("a", "b"),
        ("b", "done"),
    }


def test_what_led_to_a_node_that_is_taken_out_leads_to_where_it_led():
    journey = _journey(_branch({"if": "x = 1", "next": "b"}), {**TAIL[0], "next": "b"}, *TAIL[1:])

    assert _edges(removed(journey, "b")) == {("entry", "which"), ("which", "done"), ("which", "a"), ("a", "done")}
    assert _edges(removed(journey, "a")) == {("entry", "which"), ("which", "b"), ("b", "done")}


def test_a_node_is_changed_and_led_elsewhere():
    journey = _journey(*TAIL)

    data = changed(journey, "a", settings={"days": 3}, onward="done")

    assert data["nodes"][0] == {"id": "a", "wait": {"days": 3}, "next": "done"}
    assert settings_data(journey, "a") == {"days": 1}


def test_the_arms_of_a_node_are_set_taken_away_and_left_alone():
    arms = [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5, "days": 2}]
    data = changed(_journey(*TAIL), "a", settings={"days": 1}, onward="", variants=arms)

    journey = from_data(data, node_types=TYPES)

    assert data["nodes"][0]["variants"] == arms
    assert arms_data(journey, "a") == arms
    assert changed(journey, "a", settings={"days": 4}, onward="")["nodes"][0]["variants"] == arms
    assert "variants" not in changed(journey, "a", settings={"days": 4}, onward="", variants=[])["nodes"][0]


def test_customers_are_not_divided_again_where_the_way_divides_or_ends():
    split = {"id": "s", "split": {"arms": [{"name": "x", "share": 1.0, "next": "a"}]}}
    journey = _journey(split, *TAIL)

    assert [has_arms(node) for node in journey.nodes] == [False, *([True] * (len(TAIL) - 1)), False]


def test_a_new_node_is_called_after_its_kind():
    assert fresh_id("wait", []) == "wait"
    assert fresh_id("wait", ["wait", "wait_2"]) == "wait_3"
