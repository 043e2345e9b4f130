"""Find the instants at which the clock alone changes an answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from tenure.kernel.expressions.tree import (
    MIRRORED,
    Between,
    Clock,
    Comparison,
    ComparisonSign,
    Expression,
    Name,
    walked,
)

_AT_ONCE = timedelta()
_JUST_AFTER = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A comparison that has a new answer from the instant on at which now = the trait's value + offset."""

    trait: str
    offset: timedelta


def turning_points(expression: Expression) -> tuple[TurningPoint, ...]:
    """Return the turning points of a checked expression, each once, in the order they are written."""
    found = (point for node, _ in walked(expression) for point in _points(node))
    return tuple(dict.fromkeys(found))


def _points(node: Expression) -> Iterator[TurningPoint]:
    match node:
        case Comparison(sign, Name(key), Clock(offset)):
            yield TurningPoint(key, _delay(sign) - offset)
        case Comparison(sign, Clock(offset), Name(key)):
            yield TurningPoint(key, _delay(MIRRORED[sign]) - offset)
        case Between(operand, low, high):
            yield from _points(Comparison(">=", operand, low))
            yield from _points(Comparison("<=", operand, high))


def _delay(sign: ComparisonSign) -> timedelta:
    # x < now - 14d begins to hold, and x >= now - 14d ends, one microsecond after x + 14d; the others turn right then.
    return _JUST_AFTER if sign in {"<", ">="} else _AT_ONCE
