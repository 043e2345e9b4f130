"""Look over a written message as a careful colleague would, before anybody receives it."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final, Literal

from tenure.messaging.rules.rendering import EMAIL, Rendered
from tenure.messaging.rules.settings import MessagingSettings
from tenure.messaging.rules.templates import MessageClass, Template

# What is `lawful` stops the message at the gate; the rest is advice.
Severity = Literal["lawful", "warning", "hint"]

LONGEST_SUBJECT: Final = 60
SHORTEST_SUBJECT: Final = 4
MOST_WORDS: Final = 300
# Above this, Gmail cuts a mail off and hides its end.
MOST_BYTES: Final = 102_400
_BUTTON: Final = re.compile(r"display\s*:\s*inline-block")
_WORDS: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to see to, and where; `facts` are what it says of the message."""

    severity: Severity
    code: str
    field: str
    facts: Mapping[str, int | str] = dataclasses.field(default_factory=dict)


def findings(template: Template, rendered: Rendered, settings: MessagingSettings) -> list[Finding]:
    """Return what to see to in a message as one customer would get it, the gravest first."""
    if template.channel != EMAIL:
        return list(_lawful(template, settings))
    reader = _Reader()
    reader.feed(rendered.html)
    body = template.syntax
    found = [
        *_lawful(template, settings),
        *_subject(rendered.subject),
        *_length(rendered, field=body),
        *_pictures(reader, field=body),
        *_links(reader, field=body),
        *_brand(template, rendered, settings),
    ]
    return sorted(found, key=lambda each: ("lawful", "warning", "hint").index(each.severity))


def _lawful(template: Template, settings: MessagingSettings) -> Iterator[Finding]:
    if template.message_class == MessageClass.MARKETING and not settings.postal_address.strip():
        yield Finding("lawful", "no_postal_address", "postal_address")


def _subject(subject: str) -> Iterator[Finding]:
    if len(subject) > LONGEST_SUBJECT:
        yield Finding("warning", "long_subject", "subject", {"length": len(subject), "most": LONGEST_SUBJECT})
    if len(subject) < SHORTEST_SUBJECT:
        yield Finding("warning", "short_subject", "subject")
    if subject.isupper():
        yield Finding("warning", "loud_subject", "subject")


def _length(rendered: Rendered, *, field: str) -> Iterator[Finding]:
    words = len(_WORDS.findall(rendered.text))
    if words > MOST_WORDS:
        yield Finding("warning", "long_body", field, {"words": words, "most": MOST_WORDS})
    size = len(rendered.html.encode())
    if size > MOST_BYTES:
        yield Finding("warning", "cut_off", field, {"bytes": size, "most": MOST_BYTES})


def _pictures(reader: "_Reader", *, field: str) -> Iterator[Finding]:
    if reader.silent_pictures:
        yield Finding("warning", "no_alt_text", field, {"count": reader.silent_pictures})


def _links(reader: "_Reader", *, field: str) -> Iterator[Finding]:
    if not reader.buttons:
        yield Finding("hint", "no_button", field)
    if len(set(reader.buttons)) > 1:
        yield Finding("warning", "several_buttons", field, {"count": len(set(reader.buttons))})
    if any(not href.strip() or href.strip() == "#" for href in (*reader.links, *reader.buttons)):
        yield Finding("warning", "empty_link", field)
    if any(href.startswith("http://") for href in (*reader.links, *reader.buttons)):
        yield Finding("warning", "open_link", field)


def _brand(template: Template, rendered: Rendered, settings: MessagingSettings) -> Iterator[Finding]:
    if template.syntax == "mjml" and settings.brand.color.lower() not in rendered.html.lower():
        yield Finding("hint", "off_brand", "mjml", {"color": settings.brand.color})


class _Reader(HTMLParser):
    """Count pictures without words, and note where links and buttons lead."""

    def __init__(self) -> None:
        super().__init__()
        self.silent_pictures = 0
        self.links: list[str] = []
        self.buttons: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "img" and not said.get("alt", "").strip():
            self.silent_pictures += 1
        elif tag == "a" and "href" in said:
            of_kind = self.buttons if _BUTTON.search(said.get("style", "")) else self.links
            of_kind.append(said["href"])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
