"""Read the JSON form of an expression, part by part."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import get_args

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.lexing import mistake
from tenure.kernel.expressions.limits import MOST_DEPTH, TOO_DEEP
from tenure.kernel.expressions.moments import duration_from, duration_remedy
from tenure.kernel.expressions.primaries import moment, number_fault
from tenure.kernel.expressions.tree import (
    All,
    Arithmetic,
    ArithmeticSign,
    Between,
    Clock,
    Comparison,
    ComparisonSign,
    Constant,
    Either,
    Expression,
    Known,
    Match,
    MatchKind,
    Moment,
    Name,
    Negative,
    Not,
    Number,
    OneOf,
    Text,
    Truth,
)
from tenure.kernel.expressions.words import nearest, text_fault
from tenure.kernel.json import Json

OPPOSITES = {
    "in": "not_in",
    "between": "not_between",
    "known": "unknown",
    "contains": "not_contains",
    "starts_with": "not_starts_with",
    "ends_with": "not_ends_with",
}

_POSITIVES = {opposite: operator for operator, opposite in OPPOSITES.items()}
_COMPARISONS: Sequence[ComparisonSign] = get_args(ComparisonSign)
_MATCHES: Sequence[MatchKind] = get_args(MatchKind)
_CALCULATIONS: Sequence[ArithmeticSign] = get_args(ArithmeticSign)
_OPERATORS = (*_COMPARISONS, *_MATCHES, "in", "between", "known", *_POSITIVES)
_TEST_KEYS = {"trait", "left", "op", "value"}
_VALUE_KEYS = ("trait", "date", "instant", "ago", "from_now", "now", *_CALCULATIONS)
_GROUP_KEYS = ("all", "any", "not")
_EXAMPLE = '{"trait": "plan", "op": "=", "value": "pro"}'


class FormReader:
    """Read forms from the outside in; `place` names the part at hand, such as all[2].value."""

    def __init__(self, field: str) -> None:
        self._field = field

    def expression(self, form: Json, place: str, depth: int) -> Expression:
        """Return the tree of one form, which stands at a place and this deep."""
        if depth > MOST_DEPTH:
            raise mistake(place, TOO_DEEP, field=self._field, reason="too_large")
        if not isinstance(form, Mapping):
            return self._constant(form, place)
        if "op" in form or "left" in form:
            return self._test(form, place, depth)
        key, inner = self._only(form, place)
        within = _inside(place, key)
        if key in _GROUP_KEYS:
            return self._group(key, inner, within, depth)
        return self._value(key, inner, within, depth)

    def _value(self, key: str, inner: Json, place: str, depth: int) -> Expression:
        match key:
            case "trait":
                return self._name(inner, place)
            case "ago" | "from_now" | "now":
                return self._clock(key, inner, place)
            case "date" | "instant":
                return self._moment(key, inner, place)
            case _:
                return self._calculation(key, inner, place, depth)

    def _only(self, form: Mapping[str, Json], place: str) -> tuple[str, Json]:
        if len(form) != 1:
            keys = ", ".join(sorted(map(str, form))) or "nothing"
            raise self._mistake(place, f"one key makes a group or a value, and here is {keys}; a test is {_EXAMPLE}")
        key, inner = next(iter(form.items()))
        if key not in {*_VALUE_KEYS, *_GROUP_KEYS}:
            raise self._unknown(_inside(place, key), key, (*_VALUE_KEYS, *_GROUP_KEYS), f"a test is {_EXAMPLE}")
        return key, inner

    def _group(self, key: str, terms: Json, place: str, depth: int) -> Expression:
        if key == "not":
            return Not(self.expression(terms, place, depth + 1), place)
        if not isinstance(terms, list | tuple) or not terms:
            raise self._mistake(place, f"a list of one or more conditions belongs here, such as [{_EXAMPLE}]")
        read = tuple(self.expression(term, f"{place}[{at}]", depth + 1) for at, term in enumerate(terms))
        if len(read) == 1:
            return read[0]
        return All(read, place) if key == "all" else Either(read, place)

    def _test(self, form: Mapping[str, Json], place: str, depth: int) -> Expression:
        for key in form:
            if key not in _TEST_KEYS:
                raise self._unknown(_inside(place, key), key, _TEST_KEYS, f"a test is {_EXAMPLE}")
        if ("trait" in form) == ("left" in form):
            raise self._mistake(place, f'a test has either "trait" or "left", such as {_EXAMPLE}')
        given = form.get("op")
        if not isinstance(given, str) or given not in _OPERATORS:
            raise self._unknown(_inside(place, "op"), given, _OPERATORS, f"one of {', '.join(_OPERATORS)}")
        left = self._left(form, place, depth)
        operator = _POSITIVES.get(given, given)
        if ("value" in form) == (operator == "known"):
            remedy = "needs no value; leave it out" if operator == "known" else "needs a value"
            raise self._mistake(_inside(place, "value"), f"{given} {remedy}")
        test = self._tested(operator, left, form.get("value"), place, depth)
        return test if operator == given else Not(test, place)

    def _left(self, form: Mapping[str, Json], place: str, depth: int) -> Expression:
        if "trait" in form:
            return self._name(form["trait"], _inside(place, "trait"))
        return self.expression(form["left"], _inside(place, "left"), depth + 1)

    def _tested(self, operator: str, left: Expression, value: Json, place: str, depth: int) -> Expression:
        within = _inside(place, "value")
        for sign in _COMPARISONS:
            if sign == operator:
                return Comparison(sign, left, self.expression(value, within, depth + 1), place)
        for kind in _MATCHES:
            if kind == operator:
                return Match(kind, left, self._text(value, within), place)
        if operator == "known":
            return Known(left, place)
        if not isinstance(value, list | tuple) or not value:
            example = "[1, 5]" if operator == "between" else '["pro", "team"]'
            raise self._mistake(within, f"{operator} needs a list, such as {example}")
        values = [self.expression(each, f"{within}[{at}]", depth + 1) for at, each in enumerate(value)]
        if operator == "between":
            if len(values) != len(("low", "high")):
                raise self._mistake(within, "between needs two ends, such as [1, 5]")
            return Between(left, values[0], values[1], place)
        return OneOf(left, tuple(self._option(each, within) for each in values), place)

    def _option(self, value: Expression, place: str) -> Constant:
        if not isinstance(value, Constant):
            raise self._mistake(value.place or place, 'in needs stated values, such as [1, 2] or ["pro"]')
        return value

    def _calculation(self, key: str, terms: Json, place: str, depth: int) -> Expression:
        most = 2
        sign = next(sign for sign in _CALCULATIONS if sign == key)
        if not isinstance(terms, list | tuple) or not (len(terms) == most or (len(terms) == 1 and sign == "-")):
            raise self._mistake(
                place, f'{key} needs a list of two numbers, such as [0.7, {{"trait": "logins_prev_7d"}}]'
            )
        read = [self.expression(term, f"{place}[{at}]", depth + 1) for at, term in enumerate(terms)]
        return Arithmetic(sign, read[0], read[1], place) if len(read) == most else Negative(read[0], place)

    def _name(self, name: Json, place: str) -> Name:
        key = self._text(name, place)
        if not key:
            raise self._mistake(place, "a name cannot be empty")
        return Name(key, place)

    def _clock(self, key: str, form: Json, place: str) -> Clock:
        if key == "now":
            if form is not True:
                raise self._mistake(place, 'the present is written {"now": true}')
            return Clock(timedelta(), place)
        text = form if isinstance(form, str) else str(form)
        passed = duration_from(text) if isinstance(form, str) else None
        if passed is None:
            raise self._mistake(place, f"{text!r}: {duration_remedy(text)}")
        return Clock(-passed if key == "ago" else passed, place)

    def _moment(self, key: str, form: Json, place: str) -> Moment:
        found = moment(key.upper(), form) if isinstance(form, str) else None
        if found is None:
            example = '{"date": "2026-01-31"}' if key == "date" else '{"instant": "2026-01-31T12:00:00Z"}'
            raise self._mistake(place, f"write {example}")
        return Moment(found, place)

    def _constant(self, value: Json, place: str) -> Expression:
        match value:
            case bool():
                return Truth(value, place)
            case str():
                return Text(self._text(value, place), place)
            case int() | float():
                return self._number(value, place)
            case None:
                raise self._mistake(place, 'nothing equals null; write {"trait": "plan", "op": "unknown"}')
        raise self._mistake(place, f"a list stands only after all, any, in and between; a test is {_EXAMPLE}")

    def _number(self, value: float, place: str) -> Number:
        try:
            double = float(value)
        except OverflowError:
            double = float("inf")
        fault = number_fault(double, whole=value if isinstance(value, int) else None)
        if fault:
            raise self._mistake(place, f"this {fault}")
        return Number(double or 0.0, place)

    def _text(self, value: Json, place: str) -> str:
        if not isinstance(value, str):
            raise self._mistake(place, "a text belongs here")
        fault = text_fault(value)
        if fault:
            raise self._mistake(place, fault)
        return value

    def _unknown(self, place: str, given: object, known: Sequence[str] | set[str], otherwise: str) -> BadExpression:
        meant = nearest(given, known) if isinstance(given, str) else None
        return self._mistake(place, f"{given!r} is unknown; {f'did you mean {meant}' if meant else otherwise}")

    def _mistake(self, place: str, sentence: str) -> BadExpression:
        return mistake(place, sentence, field=self._field)


def _inside(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
