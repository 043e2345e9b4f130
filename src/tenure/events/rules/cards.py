"""Find card numbers in text: 13 to 19 digits that satisfy Luhn's formula, with or without separators.

Two look-alikes are no cards. A run of 13 digits that begins with 1 is an instant in milliseconds: no issuer
numbers its cards so, and one instant in ten satisfies the formula by chance. And the digits of a UUID.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

SHORTEST: Final = 13
LONGEST: Final = 19

_GAP: Final = r"[ \-.\u00a0\u2000-\u2015\u202f\u2212]{1,3}"
_NUMBER: Final = re.compile(rf"[0-9]+(?:{_GAP}[0-9]+)*")
_GROUP: Final = re.compile(rf"([0-9]+)({_GAP})?")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Cards are printed 4-4-4-4, 4-4-4-4-3, 4-6-5, 4-6-4 and the like: only the last group is ever shorter.
_INNER_GROUP: Final = range(4, 7)
_DOTTED_GROUP: Final = 3  # of fewer digits are addresses, versions and decimals

# Of Visa, Mastercard, American Express, Discover, JCB, Diners, UnionPay, Maestro and Mir.
_ISSUERS: Final = re.compile(r"4|5[0-9]|2(?:2[0-9][0-9]|[3-6][0-9][0-9]|7[01][0-9]|720)|3[04-9]|6")

# Digits as the codes of their characters, so that Luhn's sum is one of bytes.
_DOUBLED: Final = bytes.maketrans(b"0123456789", b"0246813579")
_ZEROS: Final = ord("0")

Span = tuple[int, int]


def is_card(digits: str) -> bool:
    """Return whether a run of digits is a card number."""
    if not SHORTEST <= len(digits) <= LONGEST or (len(digits) == SHORTEST and digits[0] == "1"):
        return False
    return _luhn(digits)


def is_issued(digits: str) -> bool:
    """Return whether a card number begins as those of some issuer do."""
    return _ISSUERS.match(digits) is not None


def card_spans(text: str) -> list[Span]:
    """Return where card numbers stand in a text, from left to right, without overlap."""
    found: list[Span] = []
    for span in _candidates(text):
        # A group between two separators is looked at with its neighbors on both sides.
        if not found or found[-1][1] <= span[0]:
            found.append(span)
    if not found:
        return found
    ids = [match.span() for match in _UUID.finditer(text)]
    return [span for span in found if not any(start <= span[0] and span[1] <= end for start, end in ids)]


def _candidates(text: str) -> Iterator[Span]:
    for number in _NUMBER.finditer(text):
        if number.end() - number.start() >= SHORTEST:
            for groups in _evenly_spaced(number):
                yield from _cards(text, groups)


def _evenly_spaced(number: re.Match[str]) -> Iterator[list[Span]]:
    """Yield the groups of digits that the same separator keeps apart: a card is printed in one way."""
    groups = list(_GROUP.finditer(number.string, number.start(), number.end()))
    gaps = [group[2] for group in groups[:-1]]
    start = 0
    for _, run in groupby(gaps):
        end = start + len(list(run))
        yield [group.span(1) for group in groups[start : end + 1]]
        start = end
    if not gaps:
        yield [groups[0].span(1)]


def _cards(text: str, groups: Sequence[Span]) -> Iterator[Span]:
    """Yield the card numbers among groups of digits."""
    is_found = False
    first = 0
    while first < len(groups):
        last = _last_of_card(text, groups, first)
        if last is None:
            first += 1
        else:
            is_found = True
            yield groups[first][0], groups[last][1]
            first = last + 1
    if not is_found and _is_one_card(text, groups):
        yield groups[0][0], groups[-1][1]


def _last_of_card(text: str, groups: Sequence[Span], first: int) -> int | None:
    """Return with which group the card ends that begins with the first one, or None when none does."""
    digits = ""
    for place in range(first, len(groups)):
        start, end = groups[place]
        digits += text[start:end]
        if len(digits) > LONGEST:
            break
        if is_card(digits):
            return place
        if end - start not in _INNER_GROUP:
            break
    return None


def _is_one_card(text: str, groups: Sequence[Span]) -> bool:
    """Return whether groups of any size make one card."""
    if not 1 < len(groups) <= LONGEST:
        return False
    shortest = _DOTTED_GROUP if "." in text[groups[0][1] : groups[1][0]] else 1
    sizes = [end - start for start, end in groups]
    return min(sizes) >= shortest and is_card("".join(text[start:end] for start, end in groups))


def _luhn(digits: str) -> bool:
    codes = digits.encode()
    return (sum(codes[-2::-2].translate(_DOUBLED)) + sum(codes[-1::-2])) % 10 == _ZEROS * len(codes) % 10
