"""Compile expressions to ibis: for the history that DuckDB reads."""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Any, TypeAlias

import ibis

from tenure.kernel.expressions import compiling
from tenure.kernel.expressions.compiling import FRACTION_DIGITS, INSTANT_PATTERN, NUMBER_PATTERN, Compiler, Stated
from tenure.kernel.expressions.tree import ArithmeticSign, ComparisonSign, Expression, MatchKind, Type
from tenure.kernel.expressions.types import type_of

# ibis has a class for each type of column, and which one it is shows only when the expression is read.
Vector: TypeAlias = Any

# Capitals of Unicode 16 that DuckDB does not know yet with their small letters, and the second small sigma of Greek.
_CAPITALS = "\u1c89\ua7cb\ua7cc\ua7ce\ua7d2\ua7d4\ua7da\ua7dc" + "".join(
    map(chr, [*range(0x10D50, 0x10D66), *range(0x16EA0, 0x16EB9)])
)
_SMALL = "\u1c8a\u0264\ua7cd\ua7cf\ua7d3\ua7d5\ua7db\u019b" + "".join(
    map(chr, [*range(0x10D70, 0x10D86), *range(0x16EBB, 0x16ED4)])
)
_FINAL_SIGMA, _SIGMA = "\u03c2", "\u03c3"

_SIGNS: dict[str, Callable[[Vector, Vector], Vector]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _function(name: str, takes: str, gives: str) -> Callable[[Vector], Vector]:
    own: Callable[[Vector], Vector] = ibis.udf.scalar.builtin(
        lambda value: value, name=name, signature=((takes,), gives)
    )
    return own


# Functions of DuckDB that ibis has no word for.
_epoch_us = _function("epoch_us", "timestamp('UTC')", "int64")
_make_timestamptz = _function("make_timestamptz", "int64", "timestamp('UTC')")
_strlen = _function("strlen", "string", "int64")
_json_extract_string: Callable[[Vector, Vector], Vector] = ibis.udf.scalar.builtin(
    lambda json, path: (json, path), name="json_extract_string", signature=(("string", "string"), "string")
)


def over_table(expression: Expression, known: Mapping[str, Type], table: ibis.Table, *, now: datetime) -> ibis.Value:
    """Return the value of an expression that was checked against the same names, over a table of DuckDB.

    The table has its columns in the forms that `columns.column` wants; both mean the same, which a suite proves.
    """
    compiled = Compiler(_Ibis(table), known, now).compiled(expression)
    value: ibis.Value = _make_timestamptz(compiled) if type_of(expression, known) == "instant" else compiled
    return value


class _Ibis:
    """Make ibis expressions over one table."""

    def __init__(self, table: ibis.Table) -> None:
        self._table = table

    def named(self, key: str, kind: Type) -> Vector:
        own: Vector = self._table[key]
        match kind:
            case "number":
                return own.cast("float64")
            case "instant":
                return _epoch_us(own)
            case "any":
                return own.nullif("null")
            case _:
                return own

    def read(self, key: str, kind: Type) -> Vector:
        own: Vector = self._table[key]
        match kind:
            case "number":
                number = _only(own.re_search(NUMBER_PATTERN), own).try_cast("float64")
                return _only(_is_finite(number), number)
            case "boolean":
                return _only(own.isin(["true", "false"]), own == "true")
            case "instant":
                return _instant(_text(own))
            case _:
                return _text(own)

    def constant(self, value: Stated) -> Vector:
        # A plain 0.1 would be a decimal to DuckDB, and not quite the same number.
        return ibis.literal(repr(value)).cast("float64") if isinstance(value, float) else ibis.literal(value)

    def later(self, instants: Vector, microseconds: int) -> Vector:
        return instants + microseconds

    def calculated(self, sign: ArithmeticSign, left: Vector, right: Vector) -> Vector:
        return _SIGNS[sign](left, right)

    def negative(self, number: Vector) -> Vector:
        return -number

    def settled(self, number: Vector, divisors: Sequence[Vector]) -> Vector:
        return _only(reduce(operator.and_, [divisor != 0 for divisor in divisors], _is_finite(number)), number)

    def compared(self, sign: ComparisonSign, left: Vector, right: Vector) -> Vector:
        return _SIGNS[sign](left, right)

    def one_of(self, value: Vector, options: Sequence[Stated]) -> Vector:
        if isinstance(options[0], bool):
            # ibis writes `a AND b IN (...)` for what is `(a AND b) IN (...)`.
            return reduce(operator.or_, [self.compared("=", value, self.constant(option)) for option in options])
        return value.isin([self.constant(option) for option in options])

    def matched(self, kind: MatchKind, text: Vector, wanted: str) -> Vector:
        folded, part = _small(text), _small(ibis.literal(wanted))
        match kind:
            case "contains":
                return folded.contains(part)
            case "starts_with":
                return folded.startswith(part)
            case _:
                return folded.endswith(part)

    def known(self, value: Vector) -> Vector:
        return value.notnull()

    def opposite(self, truth: Vector) -> Vector:
        # ibis writes `NOT a IS NOT NULL` for what is `(NOT a) IS NOT NULL`.
        return self.compared("=", truth, self.constant(value=False))

    def both(self, left: Vector, right: Vector) -> Vector:
        return left & right

    def either(self, left: Vector, right: Vector) -> Vector:
        return left | right


def _only(condition: Vector, value: Vector) -> Vector:
    return ibis.ifelse(condition, value, ibis.null(value.type()))


def _is_finite(number: Vector) -> Vector:
    return ~(number.isinf() | number.isnan())


def _small(text: Vector) -> Vector:
    small = text.lower()
    every = small.translate(_CAPITALS + _FINAL_SIGMA, _SMALL + _SIGMA)
    return ibis.ifelse(_strlen(text) == text.length(), small, every)


def _text(own: Vector) -> Vector:
    return _json_extract_string(_only(own.startswith('"'), own), "$")


def _instant(text: Vector) -> Vector:
    def part(group: int) -> Vector:
        return text.re_extract(INSTANT_PATTERN, group)

    def count(group: int) -> Vector:
        return part(group).try_cast("int64").fill_null(0)

    midnight = _epoch_us(part(compiling.DAY).try_cast("timestamp"))
    fraction = (part(compiling.FRACTION) + "0" * FRACTION_DIGITS).substr(0, FRACTION_DIGITS).cast("int64")
    ahead = count(compiling.ZONE_HOUR) * 60 + count(compiling.ZONE_MINUTE)
    zone = ibis.ifelse(part(compiling.ZONE_SIGN) == "-", -ahead, ahead)
    minutes = count(compiling.HOUR) * 60 + count(compiling.MINUTE) - zone
    return midnight + (minutes * 60 + count(compiling.SECOND)) * 1_000_000 + fraction
