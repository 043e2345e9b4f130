"""The spellings of a journey say the same, and what cannot be used is named."""

import pytest
from hypothesis import given, settings

from tenure.journeys.rules import codec
from tenure.kernel.errors import BadInput
from tests.journeys.random_journeys import JOURNEYS, KINDS
from tests.journeys.toys import TOYS, Rest, Shout, Stop, journey, node

WELCOME = """\
key: welcome
name: Welcome
entry: {event: signed_up}
reentry: never
holdout: 0
nodes:
  - id: hello
    shout: {word: hi}
  - id: pause
    rest: {days: 3}
  - id: done
    stop: {}
"""
DATA = codec.to_data(codec.from_yaml(WELCOME, node_types=TOYS))


def changed(**changes):
    return {name: value for name, value in {**DATA, **changes}.items() if value is not ...}


def refusal(data):
    with pytest.raises(BadInput) as caught:
        codec.from_data(data, node_types=TOYS)
    return caught.value.field, caught.value.message


def refusal_of_nodes(*nodes):
    return refusal(changed(nodes=list(nodes)))


def test_a_journey_is_read_from_yaml():
    expected = journey(node("hello", Shout("hi")), node("pause", Rest(3)), node("done", Stop()))

    assert codec.from_yaml(WELCOME, node_types=TOYS) == expected


def test_what_goes_without_saying_may_be_left_out():
    assert codec.from_data(changed(reentry=...), node_types=TOYS) == codec.from_data(DATA, node_types=TOYS)
    assert codec.from_data(changed(holdout=...), node_types=TOYS).holdout == 0.1


@settings(deadline=None, max_examples=50)
@given(JOURNEYS)
def test_every_journey_survives_each_spelling(one):
    assert codec.from_yaml(codec.to_yaml(one), node_types=KINDS) == one
    assert codec.from_json(codec.to_json(one), node_types=KINDS) == one
    assert codec.from_data(codec.to_data(one), node_types=KINDS) == one
    assert codec.kept(codec.to_json(one), node_types=KINDS) == one


def test_a_way_to_another_node_survives():
    one = journey(
        node("hello", Shout("hi"), next="done"),
        node("pause", Rest(1), next="done"),
        node("done", Rest(1), next="pause"),
    )

    assert codec.from_yaml(codec.to_yaml(one), node_types=TOYS) == one


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("nodes[1].rest.days", changed(nodes=[DATA["nodes"][0], {"id": "pause", "rest": {"days": 0}}])),
        ("nodes[0].rest.days", changed(nodes=[{"id": "pause", "rest": {"days": "3"}}])),
        ("nodes[0].rest.days", changed(nodes=[{"id": "pause", "rest": {"days": True}}])),
        ("nodes[0].rest.days", changed(nodes=[{"id": "pause", "rest": {"days": 13}}])),
        ("nodes[0].rest.weeks", changed(nodes=[{"id": "pause", "rest": {"weeks": 1}}])),
        ("nodes[0].shout.word", changed(nodes=[{"id": "hello", "shout": {}}])),
        ("nodes[0].shout.word", changed(nodes=[{"id": "hello", "shout": {"word": 3}}])),
        ("nodes[0].shout", changed(nodes=[{"id": "hello", "shout": None}])),
        ("nodes[0].whisper", changed(nodes=[{"id": "hello", "whisper": {}}])),
        ("nodes[0].id", changed(nodes=[{"stop": {}}])),
        ("nodes[0].id", changed(nodes=[{"id": "Hello", "stop": {}}])),
        ("nodes[0].id", changed(nodes=[{"id": "entry", "stop": {}}])),
        ("nodes[0]", changed(nodes=[{"id": "hello"}])),
        ("nodes[0]", changed(nodes=[{"id": "hello", "stop": {}, "rest": {"days": 1}}])),
        ("nodes[0]", changed(nodes=["hello"])),
        ("nodes", changed(nodes=[])),
        ("nodes", changed(nodes={})),
        ("nodes", changed(nodes=...)),
        ("key", changed(key="Wel come")),
        ("name", changed(name=7)),
        ("name", changed(name="two\nlines")),
        ("name", changed(name="\ud800")),
        ("entry", changed(entry="signed_up")),
        ("entry", changed(entry={})),
        ("entry.when", changed(entry={"event": "signed_up", "when": 1})),
        ("reentry", changed(reentry="always")),
        ("holdout", changed(holdout=0.95)),
        ("holdout", changed(holdout=True)),
        ("colour", changed(colour="red")),
        (None, ["welcome"]),
    ],
)
def test_what_cannot_be_used_is_named(field, data):
    named, message = refusal(data)

    assert named == field
    assert message.startswith(field or "The journey")
    assert message.endswith(".")


def test_an_unknown_type_of_node_is_told_the_known_ones():
    message = refusal_of_nodes({"id": "a", "whisper": {}})[1]

    known = ", ".join(f"`{name}`" for name in ("id", "next", "variants", *TOYS))
    assert message == f"nodes[0].whisper is not known here; remove it or use one of {known}."


def test_two_nodes_cannot_share_an_id():
    assert refusal_of_nodes({"id": "a", "rest": {"days": 1}}, {"id": "a", "stop": {}}) == (
        "nodes[1].id",
        "nodes[1].id is `a`, as that of nodes[0]; give each node its own.",
    )


def test_next_leads_to_a_node():
    assert refusal_of_nodes({"id": "a", "rest": {"days": 1}, "next": "b"}, {"id": "c", "stop": {}}) == (
        "nodes[0].next",
        "nodes[0].next leads to `b`, which is no node; use one of `a`, `c`.",
    )


def test_nothing_comes_after_an_end():
    assert refusal_of_nodes({"id": "a", "stop": {}, "next": "a"})[0] == "nodes[0].next"


def test_a_circle_needs_a_wait():
    hello = {"id": "hello", "shout": {"word": "hi"}}

    assert refusal_of_nodes({"id": "first", "shout": {"word": "hi"}}, hello, {**hello, "id": "x", "next": "hello"}) == (
        "nodes[2].next",
        "nodes[2].next leads back without a wait on the way; put one in between.",
    )
    codec.from_data(changed(nodes=[hello, {"id": "b", "rest": {"days": 1}, "next": "hello"}]), node_types=TOYS)


def test_more_nodes_than_anyone_can_read_are_refused():
    nodes = [{"id": f"n{index}", "stop": {}} for index in range(201)]

    assert refusal_of_nodes(*nodes) == ("nodes", "nodes has 201 entries; at most 200 are possible.")
