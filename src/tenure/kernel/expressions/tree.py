"""Hold an expression as frozen nodes.

`place` says where a node stood, in text ("column 17") or in JSON ("all[2].value"); it is empty for a tree made by hand,
and trees that say the same are equal wherever they stood.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

Type = Literal["number", "text", "boolean", "instant", "any"]
ComparisonSign = Literal["=", "!=", "<", "<=", ">", ">="]
ArithmeticSign = Literal["+", "-", "*", "/"]
MatchKind = Literal["contains", "starts_with", "ends_with"]

# What a comparison says when its sides change places.
MIRRORED: dict[ComparisonSign, ComparisonSign] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Number:
    """A stated number: a double, as in JSON."""

    value: float
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A stated text."""

    value: str
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """TRUE or FALSE."""

    value: bool
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """A stated instant, in UTC."""

    at: datetime
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Clock:
    """The instant that lies `offset` from now: NOW(), AGO(...) and FROM_NOW(...)."""

    offset: timedelta
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """The value of the trait, or of the property, that has this name."""

    key: str
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """A number with its sign turned."""

    operand: "Expression"
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers added, subtracted, multiplied or divided."""

    sign: ArithmeticSign
    left: "Expression"
    right: "Expression"
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values of one type compared."""

    sign: ComparisonSign
    left: "Expression"
    right: "Expression"
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value that is one of several stated ones."""

    operand: "Expression"
    options: "tuple[Constant, ...]"
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Between:
    """A value that lies between two others, both included."""

    operand: "Expression"
    low: "Expression"
    high: "Expression"
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is there at all."""

    operand: "Expression"
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Match:
    """A text that contains, starts with or ends with another, whatever the case of its letters."""

    kind: MatchKind
    operand: "Expression"
    wanted: str
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    operand: "Expression"
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class All:
    """Two or more that must all hold."""

    terms: "tuple[Expression, ...]"
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Either:
    """Two or more of which one must hold."""

    terms: "tuple[Expression, ...]"
    place: str = field(default="", compare=False, repr=False)


Constant: TypeAlias = Number | Text | Truth | Moment
Value: TypeAlias = Constant | Clock | Name | Negative | Arithmetic
Test: TypeAlias = Comparison | OneOf | Between | Known | Match
Expression: TypeAlias = Value | Test | Not | All | Either


def children(expression: Expression) -> tuple[Expression, ...]:
    """Return the expressions right below one, in the order they are written."""
    match expression:
        case Negative(operand) | Known(operand) | Match(operand=operand) | Not(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case OneOf(operand, options):
            return (operand, *options)
        case Between(operand, low, high):
            return (operand, low, high)
        case All(terms) | Either(terms):
            return terms
        case _:
            return ()


def walked(expression: Expression) -> Iterator[tuple[Expression, int]]:
    """Yield an expression and all below it with their depth, the top at 1, without recursion."""
    waiting = [(expression, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((child, depth + 1) for child in reversed(children(node)))
