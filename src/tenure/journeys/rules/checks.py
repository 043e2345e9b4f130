"""Check single values of a journey's spelling."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from typing import NoReturn

from tenure.kernel.errors import BadInput
from tenure.kernel.expressions.words import nearest

MAX_ID = 64
MAX_TEXT = 200
MAX_LONG_TEXT = 20_000
MAX_HOLDOUT = 0.9
MAX_NUMBER = 1_000_000_000
SHARES_OFF = 1e-6  # three arms of 0.333333

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def mapping(value: object, path: str, *, required: Sequence[str], optional: Sequence[str] = ()) -> Mapping[str, object]:
    """Return a mapping that has every required key and none but the known ones."""
    known = (*required, *optional)
    if not isinstance(value, dict):
        refuse(path, f"must be a mapping{f' with {choices(required or optional)}' if known else ', here an empty one'}")
    for key in value:
        if key not in known:
            meant = nearest(str(key), known)
            guess = f"did you mean `{meant}`? Otherwise " if meant else ""
            rest = f"remove it or use one of {choices(known)}" if known else "remove it"
            refuse(joined(path, str(key)), f"is not known here; {guess}{rest}")
    for key in required:
        if key not in value:
            refuse(joined(path, key), "is missing; add it")
    return value


def listed(value: object, path: str, *, at_most: int) -> Sequence[object]:
    """Return a list with at least one entry."""
    if not isinstance(value, list) or not value:
        refuse(path, "must be a list with at least one entry")
    if len(value) > at_most:
        refuse(path, f"has {len(value)} entries; at most {at_most} are possible")
    return value


def text(value: object, path: str) -> str:
    """Return a line of text."""
    if not isinstance(value, str) or not value.strip():
        refuse(path, "must be text; write it in quotation marks if it looks like a number or a date")
    if len(value) > MAX_TEXT or not value.isprintable():
        refuse(path, f"must be one line of at most {MAX_TEXT} characters")
    return value


def long_text(value: object, path: str) -> str:
    """Return text that may have several lines."""
    if not isinstance(value, str) or not value.strip():
        refuse(path, "must be text; write it in quotation marks if it looks like a number or a date")
    if len(value) > MAX_LONG_TEXT or not all(letter.isprintable() or letter in "\n\t" for letter in value):
        refuse(path, f"must be readable text of at most {MAX_LONG_TEXT} characters")
    return value


def slug(value: object, path: str) -> str:
    """Return a key or id: lowercase letters, digits, `-` and `_`."""
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        refuse(path, "must be 1 to 64 lowercase letters, digits, `_` or `-`, beginning with a letter or digit")
    return value


def whole_number(value: object, path: str, *, minimum: int, maximum: int = MAX_NUMBER) -> int:
    """Return a whole number."""
    if not isinstance(value, int) or isinstance(value, bool) or not minimum <= value <= maximum:
        most = "" if maximum == MAX_NUMBER and not _is_beyond(value) else f" and at most {maximum}"
        refuse(path, f"must be a whole number of at least {minimum}{most}")
    return value


def whole_numbers(minimum: int, maximum: int = MAX_NUMBER) -> Callable[[object, str], int]:
    """Return the check of whole numbers in some bounds."""
    return lambda value, path: whole_number(value, path, minimum=minimum, maximum=maximum)


def share(value: object, path: str) -> float:
    """Return a share of customers, larger than 0 and at most 1."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 1:
        refuse(path, "must be a share above 0 and at most 1")
    return float(value)


def holdout(value: object, path: str) -> float:
    """Return the share of customers who are only watched."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= MAX_HOLDOUT:
        refuse(path, f"must be a share between 0 and {MAX_HOLDOUT}")
    return float(value)


def truth(value: object, path: str) -> bool:
    """Return yes or no."""
    if not isinstance(value, bool):
        refuse(path, "must be true or false")
    return value


def scalar(value: object, path: str) -> str | int | float | bool:
    """Return a value of a trait: text, a number, true or false."""
    if isinstance(value, str):
        return text(value, path)
    if not isinstance(value, int | float):
        refuse(path, "must be text, a number, true or false")
    if not isfinite(value):
        refuse(path, "must be a finite number")
    return value


def clock_time(value: object, path: str) -> str:
    """Return a time of the day such as 09:00."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        refuse(path, 'must be a time of the day between "00:00" and "23:59", in quotation marks')
    return value


def one_of(*names: str) -> Callable[[object, str], str]:
    """Return the check of a word that is one of several."""

    def check(value: object, path: str) -> str:
        if value not in names:
            meant = nearest(str(value), names)
            refuse(path, f"must be one of {choices(names)}{f'; did you mean `{meant}`?' if meant else ''}")
        return str(value)

    return check


def sum_to_one(shares: Iterable[tuple[str, float]], path: str) -> None:
    """Refuse arms of which two have one name, or whose shares leave customers over."""
    told = list(shares)
    names = [name for name, _ in told]
    for index, name in enumerate(names):
        if name in names[:index]:
            refuse(f"{path}[{index}].name", f"is `{name}`, as that of another arm; give each its own")
    total = sum(each for _, each in told)
    if abs(total - 1) > SHARES_OFF:
        refuse(path, f"have shares that sum to {round(total, 6)}; let them sum to 1")


def choices(names: Iterable[str]) -> str:
    """Return names as a readable list."""
    return ", ".join(f"`{name}`" for name in names)


def joined(path: str, key: str) -> str:
    """Return the path of a key below a path."""
    return f"{path}.{key}" if path else key


def refuse(path: str, what: str) -> NoReturn:
    """Raise BadInput for a path."""
    sentence = f"{path or 'The journey'} {what}"
    raise BadInput(sentence if sentence.endswith("?") else f"{sentence}.", field=path or None)


def _is_beyond(value: object) -> bool:
    return isinstance(value, int) and value > MAX_NUMBER
