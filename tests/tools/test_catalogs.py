"""Every text for people is there in every language."""

import re

import pytest
from babel.messages.catalog import Message

from tools.catalogs import LOCALES, Text, _extracted, _is_translated, catalog, catalog_path, rooms, spelled, waiting

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
CATALOGS = [(room, locale) for room in rooms() for locale in LOCALES]
IDS = [f"{room.name}-{locale}" for room, locale in CATALOGS]


def test_texts_are_found_in_code_with_their_context_and_plural():
    code = b"""
a = gettext_lazy("One")
b = ngettext("%(count)s day", "%(count)s days", n)
c = pgettext("verb", "Send")
"""

    assert list(_extracted("python", code)) == [
        Text(None, "One", None),
        Text(None, "%(count)s day", "%(count)s days"),
        Text("verb", "Send", None),
    ]


@pytest.mark.parametrize(
    ("message", "is_translated"),
    [
        (Message("One", "Jeden"), True),
        (Message("One", ""), False),
        (Message("One", None), False),
        (Message(("day", "days"), ("dzień", "dni", "dni")), True),
        (Message(("day", "days"), ("dzień", "", "dni")), False),
        (Message(("day", "days")), False),
    ],
)
def test_a_text_waits_until_each_of_its_forms_is_translated(message, is_translated):
    assert _is_translated(message) is is_translated


@pytest.mark.parametrize(("room", "locale"), CATALOGS, ids=IDS)
def test_a_catalog_holds_every_text_of_its_room_translated(room, locale):
    assert catalog_path(room, locale).read_bytes() == spelled(catalog(room, locale)), "run python -m tools.catalogs"
    assert waiting(room, locale) == []


@pytest.mark.parametrize(("room", "locale"), CATALOGS, ids=IDS)
def test_a_translation_keeps_the_placeholders(room, locale):
    for message in catalog(room, locale):
        wanted = set(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[1]))
        for string in [message.string] if isinstance(message.string, str) else message.string:
            if message.id:
                assert set(PLACEHOLDER.findall(string)) <= wanted, message.id
