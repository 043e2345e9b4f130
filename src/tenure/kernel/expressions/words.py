"""Name the words of the language, and guess which one was meant."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

_OPERATORS = {"AND", "OR", "NOT", "IN", "BETWEEN", "IS", "KNOWN", "CONTAINS", "STARTS", "ENDS", "WITH"}
_VALUES = {"TRUE", "FALSE", "DATE", "INSTANT", "AGO", "FROM_NOW", "NOW", "NULL"}
RESERVED = frozenset(_OPERATORS | _VALUES)

_PLAIN_NAME = re.compile(r"[a-z_][A-Za-z0-9_.]*", re.ASCII)


def is_plain(name: str) -> bool:
    """Return whether a name can stand without quotes."""
    return bool(_PLAIN_NAME.fullmatch(name)) and name.upper() not in RESERVED


def name_text(name: str) -> str:
    """Return a name as it is written in an expression."""
    return name if is_plain(name) else '"' + name.replace('"', '""') + '"'


def literal_text(text: str) -> str:
    """Return a text as it is written in an expression."""
    return "'" + text.replace("'", "''") + "'"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was most likely meant, or None."""
    by_fold = {other.casefold(): other for other in sorted(known)}
    close = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.7)
    return by_fold[close[0]] if close else None


def text_fault(text: str) -> str | None:
    """Return why a text cannot be kept by every store, or None when it can."""
    if "\x00" in text:
        return "a text cannot hold the character U+0000"
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return "a text cannot hold half of a surrogate pair"
    return None
