"""A playbook speaks the languages that are wanted, and says what it listens for."""

import pytest

from tenure.kernel.errors import BadInput
from tenure.playbooks.reading import playbook
from tenure.playbooks.rules.playbooks import heard_events, in_locales, spoken


@pytest.mark.parametrize(("locale", "said"), [("pl", "cześć"), ("pl-PL", "cześć"), ("de", "hello"), ("en", "hello")])
def test_a_text_is_said_in_the_nearest_language(locale, said):
    assert spoken({"en": "hello", "pl": "cześć"}, locale) == said


def test_one_language_leaves_out_the_messages_of_others_and_keeps_what_is_to_be_written():
    book = in_locales(playbook("after_cancel"), ("ko",))

    assert {said["locale"] for _, said in book.templates} == {"ko"}
    assert book.content == playbook("after_cancel").content


@pytest.mark.parametrize("locales", [(), ("de",), ("en", "xx")])
def test_a_language_that_it_has_not_is_refused(locales):
    with pytest.raises(BadInput) as caught:
        in_locales(playbook("welcome"), locales)

    assert caught.value.field == "locales"


def test_events_are_found_wherever_they_are_named():
    said = {
        "entry": {"event": "a"},
        "exit": [{"event": "b"}],
        "nodes": [{"wait_for": {"events": [{"event": "c"}]}}],
        "traits": {"events": ["d", "e"]},
        "title": "event",
    }

    assert list(heard_events(said)) == ["a", "b", "c", "d", "e"]
