"""Read and write an expression as JSON, one object a test, as a builder shows it row by row."""

from datetime import datetime, timedelta

from tenure.kernel.expressions.form_reading import OPPOSITES, FormReader
from tenure.kernel.expressions.limits import within_limits
from tenure.kernel.expressions.moments import duration_text, instant_text, is_day
from tenure.kernel.expressions.text import number_text
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
    Test,
    Text,
    Truth,
)
from tenure.kernel.json import Json, JsonObject


def from_json(value: Json, *, field: str = "where") -> Expression:
    """Return the tree of a JSON form; BadExpression says which part of it cannot be read, and what to write."""
    return within_limits(FormReader(field).expression(value, "", 1), field=field)


def to_json(expression: Expression) -> Json:
    """Return the JSON form of an expression.

    Groups are {"all": [...]}, {"any": [...]} and {"not": ...}; a test is {"trait": name, "op": ..., "value": ...}, with
    "left" in place of "trait" where its left side is more than a name.
    """
    match expression:
        case All(terms):
            return {"all": [to_json(term) for term in terms]}
        case Either(terms):
            return {"any": [to_json(term) for term in terms]}
        case Not(operand):
            return _opposite(operand)
        case Comparison() | OneOf() | Between() | Known() | Match():
            return _test(expression)
        case _:
            return _value(expression)


def _opposite(operand: Expression) -> JsonObject:
    if isinstance(operand, OneOf | Between | Known | Match):
        form = _test(operand)
        return form | {"op": OPPOSITES[str(form["op"])]}
    return {"not": to_json(operand)}


def _test(test: Test) -> JsonObject:
    operand = _operand(test)
    left: JsonObject = {"trait": operand.key} if isinstance(operand, Name) else {"left": to_json(operand)}
    match test:
        case Comparison(sign, _, right):
            return left | {"op": sign, "value": to_json(right)}
        case OneOf(_, options):
            return left | {"op": "in", "value": [to_json(option) for option in options]}
        case Between(_, low, high):
            return left | {"op": "between", "value": [to_json(low), to_json(high)]}
        case Known():
            return left | {"op": "known"}
        case Match(kind, _, wanted):
            return left | {"op": kind, "value": wanted}


def _operand(test: Test) -> Expression:
    return test.left if isinstance(test, Comparison) else test.operand


def _value(expression: Expression) -> Json:
    match expression:
        case Arithmetic(sign, left, right):
            return {sign: [to_json(left), to_json(right)]}
        case Negative(operand):
            return {"-": [to_json(operand)]}
        case Name(key):
            return {"trait": key}
        case Moment(at):
            return _moment(at)
        case Clock(offset):
            return _clock(offset)
    return _constant(expression)


def _constant(expression: Expression) -> Json:
    match expression:
        case Number(value):
            text = number_text(value)
            return int(text) if text.lstrip("-").isdigit() else value
        case Text(stated) | Truth(stated):
            return stated
    raise TypeError(f"{type(expression).__name__} has no form")


def _moment(at: datetime) -> Json:
    text = instant_text(at)
    return {"date": text[:10]} if is_day(at) else {"instant": text}


def _clock(offset: timedelta) -> Json:
    if not offset:
        return {"now": True}
    key = "ago" if offset < timedelta() else "from_now"
    return {key: duration_text(abs(offset))}
