"""Say what a playbook is, which events it listens for, and how it stands in a workspace."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json, JsonObject
from tenure.messaging.rules.templates import fallback_locales

LOCALES: Final = ("en", "ko", "pl")
# What each playbook works with: a reward, relevance, recognition.
Serves = Literal["reward", "relevance", "recognition"]
Named = tuple[tuple[str, JsonObject], ...]
Spoken = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Name:
    """What a playbook calls by a business's own name: the usual one, and what is meant, by language."""

    usual: str
    meaning: Spoken


@dataclass(frozen=True, slots=True)
class Playbook:
    """Journeys as YAML for `POST /journeys`; of all else the key, and the body for `PUT /templates/{key}` and so on.

    What comes first is needed by what comes later: content, traits, segments, snippets, templates, journeys.
    """

    key: str
    name: Spoken
    summary: Spoken
    serves: Serves
    journeys: tuple[str, ...]
    templates: Named
    traits: Named = ()
    segments: Named = ()
    snippets: Named = ()
    content: Named = ()

    @property
    def journey(self) -> str:
        """Return the journey of a playbook that has one, or its first."""
        return self.journeys[0]


def spoken(said: Spoken, locale: str) -> str:
    """Return a text in the language nearest to a locale."""
    return next(said[each] for each in (*fallback_locales(locale), "en") if each in said)


def in_locales(book: Playbook, locales: tuple[str, ...]) -> Playbook:
    """Return a playbook with its messages in some languages; BadInput for one that it has not.

    Items of the library are drafts for a business to write, and come in all languages.
    """
    strange = [each for each in locales if each not in LOCALES]
    if strange or not locales:
        what = f"Playbooks do not speak {strange[0]!r}" if strange else "A playbook speaks one language at least"
        raise BadInput(f"{what}; choose among {', '.join(LOCALES)}.", field="locales")
    return replace(
        book,
        templates=tuple((key, said) for key, said in book.templates if said["locale"] in locales),
        snippets=tuple((key, said) for key, said in book.snippets if said["locale"] in locales),
    )


def heard_events(said: Json) -> Iterator[str]:
    """Yield the name of each event that a definition listens for."""
    match said:
        case {"event": str(name)}:
            yield name
        case {"events": list(names)}:
            yield from (name for name in names if isinstance(name, str))
    match said:
        case dict():
            yield from (name for each in said.values() for name in heard_events(each))
        case list():
            yield from (name for each in said for name in heard_events(each))
