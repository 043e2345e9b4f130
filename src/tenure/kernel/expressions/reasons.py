"""Say test by test why one customer is meant, or is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import polars as pl

from tenure.kernel.expressions.checking import references
from tenure.kernel.expressions.columns import INSTANT, column
from tenure.kernel.expressions.moments import day_from, instant_from
from tenure.kernel.expressions.text import spelled
from tenure.kernel.expressions.tree import All, Either, Expression, Not, Type
from tenure.kernel.json import Json, encode_text

_FORMS: dict[Type, pl.DataType | type[pl.DataType]] = {
    "number": pl.Float64,
    "text": pl.String,
    "boolean": pl.Boolean,
    "instant": INSTANT,
    "any": pl.String,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One test, whether it holds for the customer, and the value it looked at; of several traits, an object by name."""

    text: str
    holds: bool
    actual: Json


def reasons(
    expression: Expression, known: Mapping[str, Type], values: Mapping[str, Json], *, now: datetime
) -> list[Reason]:
    """Return the leaf tests of a checked expression with their answers for one customer, in the order they are written.

    A NOT before a group is carried to its tests, so that each reason that holds speaks for the whole. `values` are as
    JSON has them, instants as text; a value of another type than its trait's is unknown.
    """
    leaves = list(_leaves(expression, is_negated=False))
    frame = _frame(known, values, frozenset(chain.from_iterable(references(leaf) for leaf in leaves)))
    answers = frame.select(column(leaf, known, now=now).alias(str(at)) for at, leaf in enumerate(leaves)).row(0)
    return [
        Reason(spelled(leaf), answer is True, _actual(leaf, values))
        for leaf, answer in zip(leaves, answers, strict=True)
    ]


def _leaves(expression: Expression, *, is_negated: bool) -> Iterator[Expression]:
    match expression:
        case All(terms) | Either(terms):
            for term in terms:
                yield from _leaves(term, is_negated=is_negated)
        case Not(operand):
            yield from _leaves(operand, is_negated=not is_negated)
        case _:
            yield Not(expression) if is_negated else expression


def _actual(leaf: Expression, values: Mapping[str, Json]) -> Json:
    names = sorted(references(leaf))
    if len(names) > 1:
        return {name: values.get(name) for name in names}
    return values.get(names[0]) if names else None


def _frame(known: Mapping[str, Type], values: Mapping[str, Json], names: frozenset[str]) -> pl.DataFrame:
    columns = [pl.Series(name, [_form(known[name], values.get(name))], _FORMS[known[name]]) for name in sorted(names)]
    return pl.DataFrame([pl.Series("", [None]), *columns])


def _form(kind: Type, value: Json) -> object:
    match kind, value:
        case "any", _:
            return encode_text(value)
        case "boolean", bool():
            return value
        case "number", int() | float() if not isinstance(value, bool):
            return float(value)
        case "text", str():
            return value
        case "instant", str():
            return instant_from(value) or day_from(value)
        case _:
            return None
