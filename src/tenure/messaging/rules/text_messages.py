"""Write text messages: what the law adds to advertising, and how many segments are paid for."""

from dataclasses import dataclass
from typing import Final, Literal

from tenure.messaging.rules.footers import KOREA, labeled
from tenure.messaging.rules.templates import fallback_locales

Alphabet = Literal["gsm7", "ucs2"]

_GSM7: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each takes two places.
_GSM7_MORE: Final = frozenset("^{}\\[~]|€\f")
# One message alone, and each part of several, which gives some of its room to a header (3GPP TS 23.038, 23.040).
_ROOM: Final = {"gsm7": (160, 153), "ucs2": (70, 67)}
_WAYS_OUT: Final = {"en": "Reply STOP to opt out", "ko": "수신거부: STOP 답장", "pl": "Rezygnacja: odpisz STOP"}
_FREE: Final = "무료수신거부"
_CONFIRMED: Final = {
    "en": "{brand}: you will get no more advertising by text message.",
    "ko": "{brand}: 광고 문자 수신거부가 처리되었습니다. 더 이상 보내지 않습니다.",
    "pl": "{brand}: nie wyślemy już żadnych reklam SMS-em.",
}


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text is for whoever charges for it."""

    alphabet: Alphabet
    places: int
    segments: int


def length(text: str) -> Length:
    """Return in how many segments a text goes out."""
    is_plain = all(char in _GSM7 or char in _GSM7_MORE for char in text)
    if is_plain:
        alphabet: Alphabet = "gsm7"
        widths = [2 if char in _GSM7_MORE else 1 for char in text]
    else:
        alphabet, widths = "ucs2", [len(char.encode("utf-16-be")) // 2 for char in text]
    alone, part = _ROOM[alphabet]
    if sum(widths) <= alone:
        return Length(alphabet, sum(widths), 1)
    return Length(alphabet, sum(widths), _parts(widths, part))


def advertising(text: str, *, country: str | None, locale: str | None, opt_out_number: str = "") -> str:
    """Return an advertising text with its way out; to Korea it starts `(광고)` and ends with a free number to call."""
    if country == KOREA:
        way = f"{_FREE} {opt_out_number}" if opt_out_number else f"{_FREE} STOP"
        return f"{labeled(text)}\n{way}"
    return f"{text.rstrip()}\n{_in_language(_WAYS_OUT, locale)}"


def confirmation(*, brand: str, locale: str | None) -> str:
    """Return the one message that confirms a stop."""
    return _in_language(_CONFIRMED, locale).format(brand=brand)


def _parts(widths: list[int], room: int) -> int:
    """Count parts; no character is torn in two."""
    parts, used = 1, 0
    for width in widths:
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts


def _in_language(words: dict[str, str], locale: str | None) -> str:
    return next(words[tag] for tag in (*fallback_locales(locale), "en") if tag in words)
