"""What Moveo sets up is as Tenure reads it, in every language."""

import pytest
import yaml

from tenure.demo.rules import definitions
from tenure.demo.rules.truths import REACTIONS
from tenure.journeys.queries import node_types
from tenure.journeys.rules.codec import from_yaml
from tenure.playbooks.reading import playbook, playbook_names
from tenure.signals.rules.codec import segment_value, trait_value

LANGUAGES = {"en", "ko", "pl"}
BOOKS = [playbook(key, names) for key, names in definitions.PLAYBOOKS.items()]


def test_traits_and_segments_can_be_read():
    assert [trait_value(key, said).key for key, said in definitions.TRAITS.items()] == list(definitions.TRAITS)
    for key, said in definitions.SEGMENTS.items():
        assert segment_value(key, said["name"], said).key == key


@pytest.mark.parametrize("text", definitions.JOURNEYS)
def test_a_journey_of_its_own_replaces_one_of_a_playbook_and_sends_what_is_there(text):
    journey, brought = from_yaml(text, node_types=node_types()), {key for book in BOOKS for key, _ in book.templates}

    said = yaml.safe_load(text)
    assert journey.key in {yaml.safe_load(each)["key"] for book in BOOKS for each in book.journeys}
    sends = [node["send"] for node in said["nodes"] if "send" in node]
    sent = {each["template"] for send in sends for each in (send, *send.get("fallback", ()))}
    assert sent - brought == sent & set(definitions.TEMPLATES)
    assert sent <= set(REACTIONS)


def test_every_journey_that_is_active_is_there():
    known = {yaml.safe_load(each)["key"] for book in BOOKS for each in book.journeys}

    assert set(definitions.ACTIVE) <= known


def test_every_name_of_a_playbook_is_said():
    for key, names in definitions.PLAYBOOKS.items():
        assert set(names) == set(playbook_names(key))


def test_content_and_messages_come_in_every_language():
    assert {frozenset(said["texts"]) for said in definitions.CONTENT.values()} == {frozenset(LANGUAGES)}
    for variants in definitions.TEMPLATES.values():
        assert {each["locale"] for each in variants} == LANGUAGES
        assert all(each["text"] for each in variants)
    promised = {key for book in BOOKS for key, _ in book.content}
    assert promised <= set(definitions.CONTENT)
    assert all(said["published_at"] for said in definitions.CONTENT.values())
