"""Turn MJML into HTML that every mail program shows, and find what is wrong with it."""

import re
from difflib import get_close_matches
from html.parser import HTMLParser
from typing import Final

import mrml

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.problems import TemplateProblem

_NAMES: Final = (
    "mjml mj-head mj-body mj-attributes mj-all mj-class mj-breakpoint mj-font mj-html-attributes mj-selector "
    "mj-html-attribute mj-preview mj-style mj-title mj-accordion mj-accordion-element mj-accordion-title "
    "mj-accordion-text mj-button mj-carousel mj-carousel-image mj-column mj-divider mj-group mj-hero mj-image "
    "mj-navbar mj-navbar-link mj-raw mj-section mj-social mj-social-element mj-spacer mj-table mj-text mj-wrapper"
)
TAGS: Final = frozenset(_NAMES.split())
_LIQUID: Final = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_POSITION: Final = re.compile(r" in root template at position (\d+):\d+$")
# No web fonts unless the template itself names one: a mail fetches nothing by itself.
_OPTIONS: Final = mrml.RenderOptions(fonts={})


def html_of(source: str) -> str:
    """Return the HTML of an MJML document; BadInput when it is none."""
    try:
        return mrml.to_html(source, render_options=_OPTIONS).content
    except OSError as error:
        raise BadInput(f"{error}") from error


def mjml_problems(source: str, *, field: str, sample: str | None = None) -> list[TemplateProblem]:
    """Return what is wrong with an MJML template that still has its Liquid in it.

    Liquid may choose between tags, so a document that only holds together once filled in is good too:
    `sample` is the same document filled in.
    """
    blank = _LIQUID.sub(lambda match: _blanked(match[0]), source)
    finder = _Tags()
    finder.feed(blank)
    if finder.strange:
        tag, tag_line = finder.strange[0]
        near = get_close_matches(tag, sorted(TAGS), n=1)
        remedy = f" Write <{near[0]}>." if near else ""
        return [TemplateProblem(field, f"<{tag}> is not an MJML tag.{remedy}", line=tag_line)]
    fault = _fault(blank)
    if fault is None or (sample is not None and _fault(sample) is None):
        return []
    message, position = fault
    open_tag = finder.open[-1] if finder.open else None
    if position is None and open_tag:
        return [TemplateProblem(field, f"<{open_tag[0]}> is never closed. Add </{open_tag[0]}>.", line=open_tag[1])]
    line = None if position is None else blank.encode()[:position].count(b"\n") + 1
    return [TemplateProblem(field, f"This is not MJML: {message}.", line=line)]


def _fault(source: str) -> tuple[str, int | None] | None:
    try:
        mrml.to_html(source, render_options=_OPTIONS)
    except OSError as error:
        place = _POSITION.search(str(error))
        message = _POSITION.sub("", str(error)).removesuffix(" in root template")
        return message, int(place[1]) if place else None
    return None


def _blanked(liquid: str) -> str:
    """Return a stand-in with as many lines."""
    return ("x" if liquid.startswith("{{") else "") + "\n" * liquid.count("\n")


class _Tags(HTMLParser):
    """Note the line of every MJML tag that is unknown or still open."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: list[tuple[str, int]] = []
        self.open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag.startswith("mj"):
            self.open.append((tag, self.getpos()[0]))
            self._check(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._check(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()

    def _check(self, tag: str) -> None:
        if tag.startswith("mj") and tag not in TAGS:
            self.strange.append((tag, self.getpos()[0]))
