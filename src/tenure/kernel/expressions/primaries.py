"""Read the smallest parts of an expression: numbers, days, instants and durations."""

import math
from datetime import datetime, timedelta
from fractions import Fraction

from tenure.kernel.expressions.lexing import Token, mistake
from tenure.kernel.expressions.moments import day_from, duration_from, duration_remedy, instant_from
from tenure.kernel.expressions.tree import Moment, Number

_EXACT = 2**53
_MOST_DIGITS = 400


def number(word: Token, *, is_negative: bool, field: str) -> Number:
    """Return the number that a word spells."""
    if len(word.text) > _MOST_DIGITS:
        raise mistake(word.place, f"a number has at most {_MOST_DIGITS} digits", field=field)
    value = float(word.text)
    fault = number_fault(value, whole=int(word.text) if word.text.isdigit() else None)
    if fault:
        raise mistake(word.place, f"{word.text} {fault}", field=field)
    return Number(-value if is_negative and value else value, word.place)


def number_fault(value: float, *, whole: int | None) -> str | None:
    """Return why a number cannot be stated, or None when it can."""
    if not math.isfinite(value):
        return "is too large for a number"
    if whole is not None and abs(whole) > _EXACT and Fraction(value) != whole:
        return (
            "has more digits than a number keeps; numbers are exact up to 9007199254740992, ids are better kept as text"
        )
    return None


def stated_moment(kind: Token, word: Token, *, field: str) -> Moment:
    """Return the instant that DATE '...' or INSTANT '...' states."""
    if word.kind != "text":
        remedy = f'; a trait of that name is written "{kind.text.lower()}"'
        raise mistake(word.place, moment_remedy(kind.text) + remedy, field=field)
    found = moment(kind.text, word.text)
    if found is None:
        raise mistake(word.place, f"there is no {kind.text} {word.text!r}; {moment_remedy(kind.text)}", field=field)
    return Moment(found, kind.place)


def moment(kind: str, text: str) -> datetime | None:
    """Return the instant that a text names as DATE or as INSTANT, or None."""
    return day_from(text) if kind == "DATE" else instant_from(text)


def moment_remedy(kind: str) -> str:
    """Return how a DATE or an INSTANT is written."""
    if kind == "DATE":
        return "a day of the calendar is written DATE '2026-01-31'"
    return "an instant is written with its zone: INSTANT '2026-01-31T12:00:00Z'"


def offset(word: Token, *, field: str) -> timedelta:
    """Return the time that a duration spells."""
    found = duration_from(word.text) if word.kind == "duration" else None
    if found is None:
        raise mistake(word.place, f"{word.text!r}: {duration_remedy(word.text)}", field=field)
    return found
