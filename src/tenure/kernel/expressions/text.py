"""Write an expression in its one canonical text, which reads back as the same tree."""

from datetime import datetime, timedelta

from tenure.kernel.expressions.moments import duration_text, instant_text, is_day
from tenure.kernel.expressions.tree import (
    All,
    Arithmetic,
    Between,
    Clock,
    Comparison,
    Either,
    Expression,
    Known,
    Match,
    Moment,
    Name,
    Negative,
    Not,
    Number,
    OneOf,
    Text,
    Truth,
)
from tenure.kernel.expressions.words import literal_text, name_text

# How tightly each kind of node binds; what binds less tightly than its place allows stands in brackets.
EITHER, ALL, NOT, TEST, SUM, PRODUCT, UNARY, PRIMARY = range(8)

_EXACT = 2**53


def spelled(expression: Expression) -> str:
    """Return the text of an expression."""
    return _spelled(expression)[0]


def number_text(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    return str(int(value)) if value.is_integer() and abs(value) <= _EXACT else repr(value)


def _spelled(expression: Expression) -> tuple[str, int]:
    match expression:
        case Either(terms):
            return " OR ".join(_within(term, ALL) for term in terms), EITHER
        case All(terms):
            return " AND ".join(_within(term, NOT) for term in terms), ALL
        case Not(operand):
            return _opposite(operand)
        case Comparison() | OneOf() | Between() | Known() | Match():
            return _test(expression, ""), TEST
        case Arithmetic() | Negative():
            return _calculation(expression)
        case _:
            return _primary(expression), PRIMARY


def _calculation(expression: Arithmetic | Negative) -> tuple[str, int]:
    match expression:
        case Arithmetic(sign, left, right):
            level = SUM if sign in {"+", "-"} else PRODUCT
            return f"{_within(left, level)} {sign} {_within(right, level + 1)}", level
        case Negative(Number() as operand):
            # Without brackets the sign would belong to the number.
            return f"-({_spelled(operand)[0]})", UNARY
        case Negative(operand):
            return f"-{_within(operand, UNARY)}", UNARY


def _within(expression: Expression, level: int) -> str:
    text, own = _spelled(expression)
    return text if own >= level else f"({text})"


def _opposite(operand: Expression) -> tuple[str, int]:
    if isinstance(operand, OneOf | Between | Known | Match):
        return _test(operand, "NOT "), TEST
    return f"NOT {_within(operand, NOT)}", NOT


def _test(test: Comparison | OneOf | Between | Known | Match, negation: str) -> str:
    match test:
        case Comparison(sign, left, right):
            return f"{_within(left, SUM)} {sign} {_within(right, SUM)}"
        case OneOf(operand, options):
            return f"{_within(operand, SUM)} {negation}IN ({', '.join(map(_primary, options))})"
        case Between(operand, low, high):
            return f"{_within(operand, SUM)} {negation}BETWEEN {_within(low, SUM)} AND {_within(high, SUM)}"
        case Known(operand):
            return f"{_within(operand, SUM)} IS {negation}KNOWN"
        case Match(kind, operand, wanted):
            return f"{_within(operand, SUM)} {negation}{kind.upper().replace('_', ' ')} {literal_text(wanted)}"


def _primary(expression: Expression) -> str:
    match expression:
        case Truth(value):
            return "TRUE" if value else "FALSE"
        case Name(key):
            return name_text(key)
        case Moment(at):
            return _moment(at)
        case Clock(offset):
            return _clock(offset)
    return _constant(expression)


def _constant(expression: Expression) -> str:
    match expression:
        case Number(value):
            return number_text(value)
        case Text(text):
            return literal_text(text)
    raise TypeError(f"{type(expression).__name__} is no constant")


def _moment(at: datetime) -> str:
    text = instant_text(at)
    return f"DATE '{text[:10]}'" if is_day(at) else f"INSTANT '{text}'"


def _clock(offset: timedelta) -> str:
    if not offset:
        return "NOW()"
    return f"AGO({duration_text(-offset)})" if offset < timedelta() else f"FROM_NOW({duration_text(offset)})"
