"""Spell a playbook as definitions, and find the names under which a workspace has it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tenure.journeys.rules.strict_text import parsed_yaml
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json, JsonObject
from tenure.playbooks.files.documents import Document
from tenure.playbooks.files.kinds import KINDS
from tenure.playbooks.reading import playbook, playbook_names
from tenure.playbooks.rules.playbooks import Playbook

_MARK: Final = "name_of_"


def book_documents(book: Playbook) -> list[Document]:
    """Return every definition of a playbook, in the order in which they build on each other."""
    return list(_documents(book))


def names_known(key: str, kept: Mapping[str, Mapping[str, JsonObject]]) -> dict[str, str]:
    """Return by which of a business's names a workspace has a playbook; the usual ones where it has not."""
    names = playbook_names(key)
    marked = playbook(key, {name: _MARK + name for name in names})
    found: dict[str, str] = {}
    for document in book_documents(marked):
        before = kept[document.kind].get(document.key)
        if before is not None:
            spelled = KINDS[document.kind].spelled(document.key, document.said)
            found = dict(_met(spelled, before)) | found
    return {name: found.get(name, about.usual) for name, about in names.items()}


def _documents(book: Playbook) -> Iterator[Document]:
    for kind in ("content", "traits", "segments"):
        for key, said in getattr(book, kind):
            yield _document(kind, key, said)
    for kind in ("snippets", "templates"):
        for key, said in getattr(book, kind):
            rest = {name: value for name, value in said.items() if name != "locale"}
            yield _document(kind, f"{key}.{said['locale']}", rest)
    for text in book.journeys:
        journey = parsed_yaml(text)
        if not isinstance(journey, dict):
            raise BadInput("A journey is a mapping.", field="journeys")
        yield _document("journeys", str(journey["key"]), journey, text=text)


def _document(kind: str, key: str, said: JsonObject, *, text: str = "") -> Document:
    return Document(kind, key, said, Path(kind) / f"{key}.yaml", text)


def _met(marked: Json, kept: Json) -> Iterator[tuple[str, str]]:
    """Yield each name with what stands in its place."""
    match marked, kept:
        case str(), str() if marked.startswith(_MARK):
            yield marked.removeprefix(_MARK), kept
        case dict(), dict():
            for field in sorted(marked.keys() & kept.keys()):
                yield from _met(marked[field], kept[field])
        case list(), list():
            # A list of names may be kept in another order.
            for one, other in zip(marked, kept, strict=False):
                yield from _met(one, other) if len(marked) == 1 or not isinstance(one, str) else ()
