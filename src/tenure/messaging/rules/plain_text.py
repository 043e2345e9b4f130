"""Write the plain-text part of a mail from its HTML."""

import re
from html.parser import HTMLParser
from typing import Final

_SILENT: Final = frozenset({"head", "style", "script", "title", "template"})
_BLOCK_NAMES: Final = "address article blockquote div h1 h2 h3 h4 h5 h6 hr li ol p section table tr ul"
_VOID_NAMES: Final = "area base br col embed hr img input link meta source track wbr"
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_VOID: Final = frozenset(_VOID_NAMES.split())
_HIDDEN: Final = re.compile(r"display\s*:\s*none")


def plain_text(html: str) -> str:
    """Return what a reader of the HTML sees, links spelled out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collect visible text; blocks begin on a new line."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent: list[str] = []
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in _VOID and (self._silent or tag in _SILENT or _HIDDEN.search(values.get("style") or "")):
            self._silent.append(tag)
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "img" and not self._silent:
            self.parts.append(values.get("alt") or "")
        elif tag == "a":
            self._links.append((values.get("href") or "", len(self.parts)))
        elif tag in _BLOCKS:
            self._break(tag)
            self.parts += ["- "] if tag == "li" else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag in self._silent:
                del self._silent[len(self._silent) - 1 - self._silent[::-1].index(tag) :]
        elif tag == "a" and self._links:
            href, start = self._links.pop()
            said = "".join(self.parts[start:]).strip()
            if href.startswith(("http://", "https://")) and href != said:
                self.parts.append(f" ({href})")
        elif tag in _BLOCKS:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        self.parts.append("\n\n" if tag in {"p", "h1", "h2", "h3", "table"} else "\n")
