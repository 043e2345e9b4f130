"""Bring the message catalogs of every room up to date with its texts.

`python -m tools.catalogs` adds new texts, drops those gone, and says what waits for a translation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[1] / "src" / "tenure"
LOCALES = ("ko", "pl")
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)  # git knows when a catalog changed
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, slots=True)
class Text:
    """One text for people: its context, its English, and its English plural."""

    context: str | None
    singular: str
    plural: str | None

    @property
    def key(self) -> str | tuple[str, str]:
        """Return the text as a catalog names it."""
        return (self.singular, self.plural) if self.plural else self.singular


def texts(room: Path) -> list[Text]:
    """Return the texts of a room's code and templates, each once, sorted."""
    found = {text for path in sorted(room.rglob("*")) for text in _texts_of(path)}
    return sorted(found, key=lambda text: (text.singular, text.context or ""))


def rooms() -> list[Path]:
    """Return the folders of all rooms that have texts."""
    return [room for room in sorted(PACKAGE.iterdir()) if room.is_dir() and texts(room)]


def catalog_path(room: Path, locale: str) -> Path:
    """Return where a room keeps its catalog of a language."""
    return room / "locale" / locale / "LC_MESSAGES" / "django.po"


def catalog(room: Path, locale: str) -> Catalog:
    """Return a room's catalog of a language as it should be: every text of the room, and no other."""
    path = catalog_path(room, locale)
    known = read_po(BytesIO(path.read_bytes()), locale=locale, domain="django") if path.exists() else Catalog(locale)
    fresh = Catalog(
        locale,
        domain="django",
        project="Tenure",
        version="0",
        msgid_bugs_address="see SECURITY.md and CONTRIBUTING.md",
        last_translator="The Tenure authors",
        language_team=locale,
        fuzzy=False,
    )
    fresh.header_comment = f"# Texts of the room {room.name}."
    fresh.creation_date = fresh.revision_date = UNDATED
    for text in texts(room):
        before = known.get(text.key, text.context)
        fresh.add(text.key, before.string if before else None, context=text.context)
    return fresh


def waiting(room: Path, locale: str) -> list[str]:
    """Return the English of every text of a room that has no translation yet."""
    return [_english(message) for message in catalog(room, locale) if message.id and not _is_translated(message)]


def spelled(value: Catalog) -> bytes:
    """Return a catalog as its file holds it."""
    buffer = BytesIO()
    write_po(buffer, value, no_location=True, width=120)
    return buffer.getvalue()


def _texts_of(path: Path) -> Iterator[Text]:
    if path.suffix == ".py":
        yield from _extracted("python", path.read_bytes())
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        code = templatize(path.read_text(), origin=str(path))
        # What Django makes of a template is no Python that a tokenizer would accept.
        yield from _extracted("javascript", code.encode())


def _extracted(method: str, source: bytes) -> Iterator[Text]:
    for _, found, _, context in extract(method, BytesIO(source), keywords=KEYWORDS):
        singular, plural = found if isinstance(found, tuple) else (found, None)
        if singular:
            yield Text(context, singular, plural)


def _is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(strings)


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def main() -> None:
    """Write every catalog and list what waits for a translation."""
    for room in rooms():
        for locale in LOCALES:
            path = catalog_path(room, locale)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(spelled(catalog(room, locale)))
            for english in waiting(room, locale):
                print(f"{path.relative_to(PACKAGE)}: {english}")


if __name__ == "__main__":
    main()
