"""Read JSON slowly and exactly, and name each thing that Tenure does not take.

This is the second look at requests in which the quick one saw something odd; see `batches`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from json import JSONDecoder, dumps
from math import isfinite
from typing import Final

from tenure.events.rules.limits import (
    DEPTH,
    EVENT_BYTES,
    EVENT_KEYS,
    KEY_LENGTH,
    LARGEST_INTEGER,
    OBJECT_KEYS,
    SMALLEST_INTEGER,
)
from tenure.events.rules.refusals import Refusal
from tenure.kernel.json import Json

_LONGEST_INTEGER: Final = len(str(SMALLEST_INTEGER))


@dataclass(frozen=True, slots=True)
class Members:
    """An object as it was spelled: with its repeated keys."""

    pairs: list[tuple[str, "Parsed"]]


class NotNumber(str):
    """The text of a number that is none for us: NaN, an infinity, an integer beyond 64 bits."""

    __slots__ = ()


Parsed = None | bool | int | float | str | list["Parsed"] | Members


def _integer(text: str) -> int | NotNumber:
    # Python takes its time with numbers of thousands of digits.
    if len(text) > _LONGEST_INTEGER or not SMALLEST_INTEGER <= int(text) <= LARGEST_INTEGER:
        return NotNumber(text)
    return int(text)


def _number(text: str) -> float | NotNumber:
    number = float(text)
    return number if isfinite(number) else NotNumber(text)


_DECODER: Final = JSONDecoder(
    object_pairs_hook=Members, parse_int=_integer, parse_float=_number, parse_constant=NotNumber
)


def parsed(body: bytes) -> Parsed | Refusal:
    """Return what some JSON spells, or why it is not JSON at all."""
    try:
        value: Parsed = _DECODER.decode(body.decode())
    except UnicodeDecodeError:
        return Refusal("invalid_json", "The body is not UTF-8 text.")
    except RecursionError:
        return Refusal("too_deep", f"The body nests objects and lists more than {DEPTH} deep.")
    except ValueError as error:
        return Refusal("invalid_json", f"The body is not JSON: {error}.")
    return value


class Check:
    """One look at one value. The first flaw ends it; `flaw` is None when there is none."""

    def __init__(self) -> None:
        """Have seen nothing."""
        self.flaw: Refusal | None = None
        self._key_count = self._value_count = 0

    def value(self, found: Parsed, path: str = "", depth: int = 1) -> Json:
        """Return the value as plain JSON; it means nothing when there is a flaw."""
        self._value_count += 1
        if self._value_count > EVENT_BYTES:
            self._refuse("too_large", f"Send events of at most {EVENT_BYTES >> 10} KB.", "")
        match found:
            case NotNumber():
                self._refuse("number_out_of_range", f"{found[:40]} is not a finite number of 64 bits.", path)
            case str():
                self._look_at(found, path)
            case Members() | list() if depth > DEPTH:
                self._refuse("too_deep", f"Nest objects and lists at most {DEPTH} deep.", path)
            case Members():
                return self._object(found, path, depth)
            case list():
                return self._list(found, path, depth)
        return None if isinstance(found, Members | list) else found

    def _list(self, found: list[Parsed], path: str, depth: int) -> list[Json]:
        items: list[Json] = []
        for index, item in enumerate(found):
            items.append(self.value(item, f"{path}[{index}]", depth + 1))
            if self.flaw:
                break
        return items

    def _object(self, found: Members, path: str, depth: int) -> dict[str, Json]:
        self._key_count += len(found.pairs)
        if len(found.pairs) > OBJECT_KEYS:
            self._refuse("too_many_keys", f"Give an object at most {OBJECT_KEYS} keys.", path)
        elif self._key_count > EVENT_KEYS:
            self._refuse("too_many_keys", f"Give an event at most {EVENT_KEYS} keys in all.", path)
        members: dict[str, Json] = {}
        for key, item in found.pairs:
            if self.flaw:
                break
            below = f"{path}.{key[:KEY_LENGTH]}" if path else key[:KEY_LENGTH]
            self._look_at(key, below)
            if key in members:
                self._refuse("duplicate_key", "Give each key of an object once.", below)
            elif len(key) > KEY_LENGTH:
                self._refuse("key_too_long", f"Give keys of at most {KEY_LENGTH} characters.", below)
            else:
                members[key] = self.value(item, below, depth + 1)
        return members

    def _look_at(self, text: str, path: str) -> None:
        if "\x00" in text:
            self._refuse("null_character", "Leave out the character U+0000.", path)
        elif not text.isascii() and printable(text) != text:
            self._refuse("lone_surrogate", "Send whole characters: half of a surrogate pair is none.", path)

    def _refuse(self, code: str, message: str, path: str) -> None:
        self.flaw = self.flaw or Refusal(code, message, path or None)


def printable(text: str) -> str:
    """Return the text with every character that no UTF-8 text can hold, and U+0000, as a question mark."""
    return text.encode(errors="replace").replace(b"\x00", b"?").decode()


def spelled(found: Parsed, *, length: int) -> str:
    """Return compact JSON as it was sent, repeated keys and all: so many characters, as far down as an event may go."""
    text: list[str] = []
    written = 0
    for token in _tokens(found, 1):
        text.append(token)
        written += len(token)
        if written >= length:
            break
    return printable("".join(text)[:length])


def _tokens(found: Parsed, depth: int) -> Iterator[str]:
    match found:
        case Members() | list() if depth > DEPTH:
            yield '"..."'
        case Members():
            yield "{"
            for index, (key, item) in enumerate(found.pairs):
                yield f"{',' if index else ''}{_spelled_text(key)}:"
                yield from _tokens(item, depth + 1)
            yield "}"
        case list():
            yield "["
            for index, item in enumerate(found):
                yield "," if index else ""
                yield from _tokens(item, depth + 1)
            yield "]"
        case NotNumber():
            yield found
        case str():
            yield _spelled_text(found)
        case _:
            yield dumps(found)


def _spelled_text(text: str) -> str:
    return dumps(text, ensure_ascii=False)
