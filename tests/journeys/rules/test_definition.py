"""A journey knows its ways."""

from dataclasses import MISSING, fields

from tenure.journeys.rules.definition import ENTRY
from tests.journeys.toys import Rest, Shout, Stop, journey, node

WELCOME = journey(
    node("hello", Shout("hi")), node("pause", Rest(3)), node("end", Stop()), node("late", Rest(1), next="hello")
)


def test_each_node_leads_to_the_next_unless_it_ends_or_says_otherwise():
    assert [(way.source, way.name, way.target) for way in WELCOME.ways()] == [
        (ENTRY, "", "hello"),
        ("hello", "", "pause"),
        ("pause", "", "end"),
        ("end", "", None),
        ("late", "", "hello"),
    ]


def test_the_last_node_leads_nowhere():
    assert [way.target for way in journey(node("hello", Shout("hi"))).ways()] == ["hello", None]


def test_edges_are_the_ways_that_lead_somewhere():
    assert list(WELCOME.edges()) == [(ENTRY, "hello"), ("hello", "pause"), ("pause", "end"), ("late", "hello")]


def test_settings_need_no_words():
    assert Stop().detail() == ""


def test_a_text_must_be_given_and_a_number_has_a_default():
    word, times = fields(Shout)

    assert (word.default, word.metadata["help"]) == (MISSING, "What is shouted.")
    assert (times.default, times.metadata["help"]) == (1, "How often.")
