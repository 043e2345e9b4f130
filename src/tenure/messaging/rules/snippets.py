"""Describe parts that several templates share, and which of them a customer is shown.

A snippet is Liquid with a key; templates say `{% render 'key' %}`. With variants it is a content block: the first
variant whose segment the customer is in is shown, else the body.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tenure.messaging.rules.mail_frame import SHIPPED
from tenure.messaging.rules.templates import FALLBACK_LOCALE, fallback_locales

KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,79}")
_SEGMENTS: Final = re.compile(r"\bsegments\s+contains\s+(?:'([a-z0-9_]+)'|\"([a-z0-9_]+)\")")
_RENDERED: Final = re.compile(r"{%-?\s*render\s+(?:'([^']+)'|\"([^\"]+)\")")

# Name and source of every part, by name: equal parts are one key of a cache.
Partials = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """What customers in a segment are shown in the place of the body."""

    segment: str
    body: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """One language of a part that templates share."""

    key: str
    locale: str
    body: str
    variants: tuple[Variant, ...] = ()

    @property
    def source(self) -> str:
        """Return the snippet as Liquid that chooses by itself."""
        if not self.variants:
            return self.body
        cases = "".join(
            f"{{%- {'elsif' if place else 'if'} segments contains '{each.segment}' -%}}{each.body}"
            for place, each in enumerate(self.variants)
        )
        return f"{cases}{{%- else -%}}{self.body}{{%- endif -%}}"


def partials_for(snippets: Iterable[Snippet], *, locale: str | None) -> Partials:
    """Return what a template in a locale may render: those of the workspace, and where it has none the shipped ones."""
    by_key: dict[str, dict[str, Snippet]] = {}
    for each in snippets:
        by_key.setdefault(each.key, {})[each.locale] = each
    own = {key: _nearest(spoken, locale).source for key, spoken in by_key.items()}
    return tuple(sorted({**SHIPPED, **own}.items()))


def segments_mentioned(sources: Iterable[str]) -> frozenset[str]:
    """Return the segments that some Liquid asks about."""
    return frozenset(one or two for source in sources for one, two in _SEGMENTS.findall(source))


def snippets_mentioned(source: str) -> frozenset[str]:
    """Return the keys of the snippets that some Liquid renders."""
    return frozenset(one or two for one, two in _RENDERED.findall(source))


def _nearest(spoken: Mapping[str, Snippet], locale: str | None) -> Snippet:
    tags = (*fallback_locales(locale), FALLBACK_LOCALE)
    return next((spoken[tag] for tag in tags if tag in spoken), spoken[min(spoken)])
