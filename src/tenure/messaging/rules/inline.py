"""Carry with a message what it says where no template does, or what it is about where one does.

A node of a journey spells it out, or the house itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from tenure.messaging.rules.templates import FALLBACK_LOCALE, MessageClass, Template


@dataclass(frozen=True, slots=True)
class Inline:
    """A text, in Liquid, and where it goes when that is not the customer.

    Without a text a template says it; `about` are facts of this one message, which it shows as `message.about`.
    """

    text: str = ""
    url: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


def inline_text(inline: Inline) -> str:
    """Return what is kept with the message."""
    return msgspec.json.encode(inline).decode()


def read_inline(text: str) -> Inline:
    """Return what was kept with the message."""
    return msgspec.json.decode(text, type=Inline)


def inline_template(inline: Inline, *, channel: str, locale: str | None) -> Template:
    """Return the template that such a text is. Nobody sells anything with it: it is transactional."""
    return Template(
        key="",
        locale=locale or FALLBACK_LOCALE,
        channel=channel,
        message_class=MessageClass.TRANSACTIONAL,
        subject=channel,
        syntax="liquid",
        body="",
        text=inline.text,
    )
