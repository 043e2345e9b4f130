"""See in JSON text, without taking it apart, whether something may hide in it that decoding cannot see.

Each answer may be a false alarm, never a false calm: what looks odd is read again by `exact_json`.
"""

import re
from typing import Final

import numpy as np

from tenure.events.rules.limits import KEY_LENGTH

_QUOTE: Final = ord('"')
_NEWLINE: Final = ord("\n")
_COLON: Final = re.compile(rb"[ \t\r\n]*:")


def without_escapes(text: bytes) -> bytes:
    """Return JSON text of the same length in which every quote and every backslash is structure."""
    if b"\\" not in text:
        return text
    # Backslashes pair up from the left; what is left of them then escapes what follows.
    return text.replace(b"\\\\", b"__").replace(b'\\"', b"__")


def quote_count(text: bytes) -> int:
    """Return how many quotes JSON text without escaped ones has."""
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == _QUOTE))


def scanned(text: bytes) -> tuple[int, bool]:
    """Return the quotes of JSON text without escaped ones, and whether a key may be too long."""
    quotes = np.flatnonzero(np.frombuffer(text, np.uint8) == _QUOTE)
    ends = quotes[1:][np.diff(quotes) > KEY_LENGTH + 1].tolist()
    return quotes.size, any(_COLON.match(text, end + 1) for end in ends)


def longest_line(lines: bytes) -> int:
    """Return how many bytes the longest of some lines has; each ends with a newline."""
    ends = np.flatnonzero(np.frombuffer(lines, np.uint8) == _NEWLINE)
    return int(np.diff(ends, prepend=-1).max(initial=0))


def has_null_character(text: bytes) -> bool:
    """Return whether JSON text without escaped backslashes spells U+0000."""
    return b"\\u0000" in text
