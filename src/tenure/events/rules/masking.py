"""Mask card numbers before anything is stored.

In text all digits but the last four become stars. In ids that would make one person of many, so there a
card number is replaced by a name sealed with this installation's key: the same each time, never reversible.
A JSON number that begins with 1 stays: it is an instant in milliseconds, microseconds or nanoseconds.
"""

import re
from collections.abc import Callable
from typing import Final

from tenure.events.rules.cards import card_spans, is_card, is_issued
from tenure.kernel import json
from tenure.kernel.json import Json

Seal = Callable[[str], str]

IDS: Final = ("message_id", "user_id", "anonymous_id", "account_id")
SHOWN: Final = 4  # as on a receipt

_DIGIT: Final = re.compile("[0-9]")


def masked_event(line: bytes, seal: Seal) -> bytes | None:
    """Return a stored event, as compact JSON, without card numbers; None when it surely has none."""
    # Most that were suspected have none; an escape could hide where digits begin.
    if b"\\u" not in line and not card_spans(line.decode()):
        return None
    event = json.decode_object(line)
    clean = {key: _sealed(value, seal) if key in IDS else masked(value) for key, value in event.items()}
    return json.encode(clean)


def masked(value: Json) -> Json:
    """Return JSON without card numbers, wherever they stand: in texts, in keys, as numbers."""
    match value:
        case bool() | None:
            return value
        case str():
            return masked_text(value)
        case int() | float():
            return _masked_number(value)
        case dict():
            return {masked_text(key): masked(item) for key, item in value.items()}
        case _:
            return [masked(item) for item in value]


def masked_text(text: str) -> str:
    """Return text in which only the last four digits of card numbers are left."""
    return _replaced(text, card_spans(text), _stars)


def _sealed(value: Json, seal: Seal) -> Json:
    if not isinstance(value, str):
        return value
    spans = [(start, end) for start, end in card_spans(value) if is_issued(_digits(value[start:end]))]
    return _replaced(value, spans, lambda card: seal(_digits(card)))


def _masked_number(number: float) -> Json:
    if number != int(number):
        return number
    digits = str(abs(int(number)))
    return _stars(digits) if digits[0] != "1" and is_card(digits) else number


def _replaced(text: str, spans: list[tuple[int, int]], replacement: Callable[[str], str]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]}{replacement(text[start:end])}{text[end:]}"
    return text


def _stars(card: str) -> str:
    hidden = len(_digits(card)) - SHOWN
    return _DIGIT.sub("*", card, count=hidden)


def _digits(card: str) -> str:
    return "".join(_DIGIT.findall(card))
