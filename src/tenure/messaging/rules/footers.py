"""Add to what was rendered what the law wants there: who writes, a way out, and in Korea the word for advertising."""

import re
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.templates import fallback_locales

ADVERTISING: Final = "(광고)"
KOREA: Final = "KR"
_BODY_END: Final = re.compile(r"</body\s*>", re.IGNORECASE)
_WORDS: Final = {
    "en": ("Unsubscribe", "Choose what we send you"),
    "ko": ("수신거부", "수신 설정"),
    "pl": ("Wypisz się", "Wybierz, co wysyłamy"),
}
# Korea wants it said that leaving is free, in Korean and in English.
_FREE: Final = "무료 수신거부 (Unsubscribe for free)"


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands below marketing: who writes from where, and the two ways to say no."""

    brand: str
    postal_address: str
    unsubscribe_url: str
    preferences_url: str
    country: str | None


def lawful(rendered: Rendered, footer: Footer, *, locale: str | None) -> Rendered:
    """Return a marketing mail with its footer; to Korea its subject starts with `(광고)` and its end is the way out."""
    is_korean = footer.country == KOREA
    leave, choose = next(_WORDS[tag] for tag in (*fallback_locales(locale), "en") if tag in _WORDS)
    if is_korean:
        leave = _FREE
    who = ", ".join(part for part in (footer.brand, footer.postal_address) if part)
    subject = labeled(rendered.subject) if is_korean else rendered.subject
    return replace(
        rendered,
        subject=subject,
        html=_with_html(rendered.html, footer, who=who, leave=leave, choose=choose),
        text=(
            f"{rendered.text.rstrip()}\n\n-- \n{who}\n{choose}: {footer.preferences_url}\n"
            f"{leave}: {footer.unsubscribe_url}\n"
        ),
    )


def labeled(text: str) -> str:
    """Return a text that starts with the Korean word for advertising, exactly once and exactly so."""
    bare = text.strip()
    while bare.startswith(ADVERTISING):
        bare = bare.removeprefix(ADVERTISING).strip()
    return f"{ADVERTISING} {bare}"


def _with_html(html: str, footer: Footer, *, who: str, leave: str, choose: str) -> str:
    lines = escape(who).replace("\n", "<br>")
    block = (
        '<div style="margin:24px auto 0;padding:16px;max-width:600px;text-align:center;'
        'font:12px/1.6 sans-serif;color:#555555">'
        f'{lines}<br><a href="{escape(footer.preferences_url)}" style="color:#555555">{choose}</a> · '
        f'<a href="{escape(footer.unsubscribe_url)}" style="color:#555555">{leave}</a></div>'
    )
    ends = list(_BODY_END.finditer(html))
    if not ends:
        return html + block
    at = ends[-1].start()
    return f"{html[:at]}{block}{html[at:]}"
