"""Every text of the pages is there in Korean and Polish, and nobody guessed it."""

import pytest
from babel.messages.pofile import read_po

from tests.architecture.source import PACKAGE
from tools.catalogs import LOCALES, catalog_path, texts


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("room", ["ui", "console", "messaging"])
def test_no_text_of_a_page_waits_for_its_translation(room, locale):
    with catalog_path(PACKAGE / room, locale).open("rb") as file:
        catalog = read_po(file, locale=locale)
    known = {(message.context, message.id): message for message in catalog if message.id}

    assert {(text.context, text.key) for text in texts(PACKAGE / room)} == set(known)
    assert [message.id for message in known.values() if message.fuzzy] == []
    assert [message.id for message in known.values() if not _forms(message) or not all(_forms(message))] == []


def _forms(message):
    return [message.string] if isinstance(message.string, str) else list(message.string or ())
