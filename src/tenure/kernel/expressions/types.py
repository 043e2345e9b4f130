"""Say of which type the value of an expression is."""

from collections.abc import Mapping

from tenure.kernel.expressions.tree import (
    Arithmetic,
    Clock,
    Expression,
    Moment,
    Name,
    Negative,
    Number,
    Text,
    Type,
)


def type_of(expression: Expression, known: Mapping[str, Type]) -> Type:
    """Return the type of an expression whose names are all known."""
    match expression:
        case Name(key):
            return known[key]
        case Number() | Negative() | Arithmetic():
            return "number"
        case Text():
            return "text"
        case Moment() | Clock():
            return "instant"
        case _:
            return "boolean"


def common_type(expressions: tuple[Expression, ...], known: Mapping[str, Type]) -> Type:
    """Return the type in which several values are compared: that of those whose type is known before run time."""
    return next((kind for kind in (type_of(each, known) for each in expressions) if kind != "any"), "any")
