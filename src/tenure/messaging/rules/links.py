"""Find the links of a mail, and lead them and its picture by way of this house."""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Final
from urllib.parse import urlsplit

_HREF: Final = re.compile(r"""(<a\b[^>]*?\bhref\s*=\s*)(["'])(https?://[^"']+)\2""", re.IGNORECASE)
_BODY_END: Final = re.compile(r"</body\s*>", re.IGNORECASE)
LONGEST: Final = 2_000


def link_targets(html: str, *, without: str) -> list[str]:
    """Return where the links of a mail lead, each once; those that begin with `without` lead to this house already."""
    found = dict.fromkeys(unescape(match[3]) for match in _HREF.finditer(html))
    return [url for url in found if is_target(url) and not url.startswith(without)]


def is_target(url: str) -> bool:
    """Return whether somebody may be sent to an address: http or https, a host, of sane length."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_plain = url.isprintable() and not any(char.isspace() for char in url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url) <= LONGEST and is_plain


def redirected(html: str, ways: Mapping[str, str]) -> str:
    """Return a mail whose links lead where `ways` says; others stay."""

    def replaced(match: re.Match[str]) -> str:
        way = ways.get(unescape(match[3]))
        return match[0] if way is None else f"{match[1]}{match[2]}{escape(way)}{match[2]}"

    return _HREF.sub(replaced, html)


def with_picture(html: str, url: str) -> str:
    """Return a mail with an invisible picture at its end, which mail programs ask for when it is opened."""
    picture = f'<img src="{escape(url)}" width="1" height="1" alt="" style="display:block;border:0">'
    ends = list(_BODY_END.finditer(html))
    at = ends[-1].start() if ends else len(html)
    return f"{html[:at]}{picture}{html[at:]}"
