"""Divide the text of an expression into words, each with its place."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.words import RESERVED, text_fault

Kind = Literal["name", "quoted", "word", "number", "duration", "text", "sign", "end"]

MOST_CHARACTERS = 100_000

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.]))
    | (?P<duration>[0-9][A-Za-z0-9_.]*)
    | (?P<name>[A-Za-z_][A-Za-z0-9_.]*)
    | (?P<text>'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")*")
    | (?P<foreign>==|<>|=<|=>|&&|&|\|\||\||!(?!=))
    | (?P<sign><=|>=|!=|[-+*/=<>(),])
    """,
    re.VERBOSE | re.ASCII,
)

_FOREIGN = {
    "==": "equality is one sign; write =",
    "<>": "write !=",
    "=<": "write <=",
    "=>": "write >=",
    "&&": "write AND",
    "&": "write AND",
    "||": "write OR",
    "|": "write OR",
    "!": "write NOT",
}
_STRANGE = {
    "'": "this text is not closed; end it with ', and double any ' inside it: 'it''s'",
    '"': 'this name is not closed; end it with "',
    "%": "a share is a number: write 0.1 for 10 %",
    ";": "an expression is one sentence; leave out the ;",
    "^": "there are no powers; multiply instead",
    "[": "write lists in round brackets: (1, 2)",
    "]": "write lists in round brackets: (1, 2)",
    "{": "this is the text form; write, for example, plan = 'pro'",
    "}": "this is the text form; write, for example, plan = 'pro'",
    "`": 'write names plainly, or in double quotes: "my name"',
    "#": "there are no comments",
    ".": "a name starts with a letter, a number with a digit",
}
# What word processors make of quotes and signs.
_STRANGE |= dict.fromkeys(
    "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u00b4", "write text between straight quotes: 'pro'"
)
_STRANGE |= dict.fromkeys("\u2212\u2013\u2014", "write -")
_STRANGE |= {"\u2264": "write <=", "\u2265": "write >=", "\u2260": "write !=", "\u00d7": "write *", "\u00f7": "write /"}

_PLAIN_KINDS: dict[str, Kind] = {"name": "name", "number": "number", "duration": "duration", "sign": "sign"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word: what kind it is, what it says without quotes, and where it stands."""

    kind: Kind
    text: str
    place: str


def tokens(text: str, *, field: str) -> list[Token]:
    """Return the words of an expression and a last one that marks its end."""
    if len(text) > MOST_CHARACTERS:
        message = f"The expression is longer than {MOST_CHARACTERS} characters."
        raise BadExpression(message, field=field, reason="too_large")
    places, found, position = _Places(text), [], 0
    while position < len(text):
        match, place = _TOKEN.match(text, position), places.at(position)
        if match is None or match.lastgroup == "foreign":
            raise _stranger(match[0] if match else text[position], place, field=field)
        if match.lastgroup != "space":
            found.append(_token(match, place, field=field))
        position = match.end()
    return [*found, Token("end", "", places.at(len(text)))]


def mistake(place: str, sentence: str, *, field: str, reason: str = "", **details: str) -> BadExpression:
    """Return the error that says where and what; the place is left out where there is none."""
    message = f"{place}: {sentence}." if place else f"{sentence[:1].upper()}{sentence[1:]}."
    return BadExpression(message, field=field, place=place, reason=reason, details=details)


def _token(match: re.Match[str], place: str, *, field: str) -> Token:
    word, kind = match[0], match.lastgroup
    if word[0] in "'\"":
        return Token("text" if word[0] == "'" else "quoted", _unquoted(word, place, field=field), place)
    if kind == "name" and word.upper() in RESERVED:
        return Token("word", word.upper(), place)
    return Token(_PLAIN_KINDS[str(kind)], word, place)


def _unquoted(word: str, place: str, *, field: str) -> str:
    quote = word[0]
    inner = word[1:-1].replace(quote * 2, quote)
    fault = text_fault(inner) or ("a name cannot be empty" if quote == '"' and not inner else None)
    if fault:
        raise mistake(place, fault, field=field)
    return inner


def _stranger(sign: str, place: str, *, field: str) -> BadExpression:
    remedy = _FOREIGN.get(sign) or _STRANGE.get(sign)
    if remedy is None and sign.isalpha():
        remedy = 'write text between single quotes, and a name with such letters in double quotes: "이름"'
    sentence = f"{sign!r} is not part of the language" if sign not in "'\"" else ""
    whole = ": ".join(filter(None, (sentence, remedy)))
    return mistake(place, whole, field=field, reason="stranger" if sentence else "open_quote", word=sign)


class _Places:
    """Name the places of a text: by column, and by line where there are several."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")]

    def at(self, position: int) -> str:
        line = bisect_right(self._starts, position)
        column = f"column {position - self._starts[line - 1] + 1}"
        return column if len(self._starts) == 1 else f"line {line}, {column}"
