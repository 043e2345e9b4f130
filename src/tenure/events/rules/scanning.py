"""See in JSON text, without taking it apart, whether something may hide in it that decoding cannot see.

Each answer may be a false alarm, never a false calm: what looks odd is read again by `exact_json`.
"""

import re
from typing import Final

import numpy as np

from tenure.events.rules.cards import SHORTEST
from tenure.events.rules.limits import DEPTH, EVENT_BYTES, KEY_LENGTH, OBJECT_KEYS

# Below this a pass of numpy costs more than it saves.
_SHORT: Final = 4_096
_QUOTED: Final = bytes(byte if chr(byte) == '"' else 120 for byte in range(256))
_LONG_RUN: Final = b"x" * (KEY_LENGTH + 1)
_COLON: Final = re.compile(rb"[ \t\r\n]*:")

# Openings and closings of both kinds as one: JSON that was decoded has them in pairs.
_OPEN_CLOSE: Final = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS: Final = bytes(byte for byte in range(256) if chr(byte) not in "{}[]")

# The shortest member of an object is `"":0,`, and no event has more keys than half its quotes.
_SURELY_FEW_KEYS: Final = 5 * OBJECT_KEYS
_MANY_QUOTES: Final = 2 * OBJECT_KEYS

# Every byte as what it is to a card number. What is beyond ASCII counts as separator: that costs a second look.
_ROLES: Final = bytes(
    ord("0") if chr(byte) in "0123456789" else byte if chr(byte) == "\n" else 120 for byte in range(256)
)
_SEPARATORS: Final = b" -." + bytes(range(128, 256))
_MANY_DIGITS: Final = b"0" * SHORTEST
# In compact JSON; a text that looks so is a false alarm.
_LARGE_INTEGER: Final = re.compile(rb"[\[:,]-?[0-9]{19}")


def without_escapes(text: bytes) -> bytes:
    """Return JSON text of the same length in which every quote and every backslash is structure."""
    if b"\\" not in text:
        return text
    # Backslashes pair up from the left; what is left of them then escapes what follows.
    return text.replace(b"\\\\", b"__").replace(b'\\"', b"__")


def quote_count(text: bytes) -> int:
    """Return how many quotes JSON text without escaped ones has."""
    if len(text) < _SHORT:
        return text.count(b'"')
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == ord('"')))


def has_long_key(text: bytes) -> bool:
    """Return whether JSON text without escaped quotes may have a key that is too long."""
    marks = text.translate(_QUOTED)
    at = marks.find(_LONG_RUN)
    while at >= 0:
        end = marks.find(b'"', at)
        if end < 0 or _COLON.match(text, end + 1):
            return end >= 0
        at = marks.find(_LONG_RUN, end)
    return False


def has_null_character(text: bytes) -> bool:
    """Return whether JSON text without escaped backslashes may spell U+0000."""
    return b"\\u0000" in text


def is_deep(lines: bytes) -> bool:
    """Return whether a line of JSON may nest deeper than an event may."""
    brackets = lines.translate(_OPEN_CLOSE, _NO_BRACKETS)
    if len(brackets) <= 2 * DEPTH:
        return False
    for _ in range(DEPTH):
        if not brackets:
            return False
        # Takes away the innermost level of each line, and no other.
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)


def is_large(lines: bytes) -> bool:
    """Return whether a line of JSON is longer than an event may be, or may have more keys than one object may."""
    if not _has_line_beyond(lines, _SURELY_FEW_KEYS):
        return False
    return any(
        len(line) > _SURELY_FEW_KEYS and (len(line) > EVENT_BYTES or line.count(b'"') > _MANY_QUOTES)
        for line in lines.split(b"\n")
    )


def _has_line_beyond(lines: bytes, length: int) -> bool:
    at = 0
    while len(lines) - at > length:
        # From line end to line end, in the longest strides that prove it.
        at = lines.rfind(b"\n", at, at + length + 1) + 1
        if at == 0:
            return True
    return False


def digit_runs(lines: bytes) -> list[int]:
    """Return which lines of compact JSON may hold a card number, or an integer beyond 64 bits."""
    marks = lines.translate(_ROLES, _SEPARATORS)
    found: list[int] = []
    line, seen, at = 0, 0, marks.find(_MANY_DIGITS)
    while at >= 0:
        line += marks.count(b"\n", seen, at)
        found.append(line)
        seen = marks.find(b"\n", at)
        at = marks.find(_MANY_DIGITS, seen) if seen >= 0 else -1
    return found


def has_large_integer(lines: bytes) -> bool:
    """Return whether compact JSON may hold an integer beyond 64 bits."""
    return _LARGE_INTEGER.search(lines) is not None
