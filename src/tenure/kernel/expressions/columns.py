"""Compile expressions to polars: for the engine, for live counts, for one customer."""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import polars as pl

from tenure.kernel.expressions.compiling import (
    FRACTION_DIGITS,
    INSTANT_PATTERN,
    NUMBER_PATTERN,
    Compiler,
    Stated,
)
from tenure.kernel.expressions.tree import MIRRORED, ArithmeticSign, ComparisonSign, Expression, MatchKind, Type
from tenure.kernel.expressions.types import type_of

INSTANT = pl.Datetime("us", "UTC")

# Letters for which engines differ: the Turkish capital I with a dot, and the two small sigmas of Greek.
_BEFORE_LOWER = {"\u0130": "i", "\u03a3": "\u03c3", "\u03c2": "\u03c3"}

_SIGNS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda left, right: pl.map_batches([left, right], _quotient, return_dtype=pl.Float64),
}


def column(expression: Expression, known: Mapping[str, Type], *, now: datetime | pl.Expr) -> pl.Expr:
    """Return the column of an expression that was checked against the same names.

    `now` is one instant, or a column in which each row has its own.

    The frame has, by name: Int64 or Float64 for number, String for text, Boolean, Datetime(us, UTC) for instant, and
    String of JSON text for any. The answer has the same forms; a predicate is null where it is unknown.
    """
    clock = now if isinstance(now, datetime) else now.dt.epoch("us")
    compiled = Compiler(_Polars(), known, clock).compiled(expression)
    if type_of(expression, known) == "instant":
        compiled = compiled.cast(INSTANT)
    # Without a column there is one value, and polars makes a column of any height only of a literal.
    return compiled if compiled.meta.root_names() else pl.lit(pl.select(compiled).to_series()).first()


class _Polars:
    """Make polars expressions."""

    def named(self, key: str, kind: Type) -> pl.Expr:
        own = pl.col(key)
        match kind:
            case "number":
                return own.cast(pl.Float64)
            case "instant":
                return own.dt.epoch("us")
            case "any":
                return pl.when(own != "null").then(own)
            case _:
                return own

    def read(self, key: str, kind: Type) -> pl.Expr:
        own = pl.col(key)
        match kind:
            case "number":
                number = pl.when(own.str.contains(NUMBER_PATTERN)).then(own).cast(pl.Float64, strict=False)
                return pl.when(number.is_finite()).then(number)
            case "boolean":
                return pl.when(own.is_in(["true", "false"])).then(own == "true")
            case "instant":
                return _instant(_text(own))
            case _:
                return _text(own)

    def constant(self, value: Stated) -> pl.Expr:
        return pl.lit(value)

    def later(self, instants: pl.Expr, microseconds: int) -> pl.Expr:
        return instants + microseconds

    def calculated(self, sign: ArithmeticSign, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return _SIGNS[sign](left, right)

    def negative(self, number: pl.Expr) -> pl.Expr:
        return -number

    def settled(self, number: pl.Expr, divisors: Sequence[pl.Expr]) -> pl.Expr:
        return pl.when(pl.all_horizontal(number.is_finite(), *(divisor != 0 for divisor in divisors))).then(number)

    def compared(self, sign: ComparisonSign, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        # With a stated value first, polars may answer a calculated column of nothing but nulls with one row.
        if not left.meta.root_names():
            return _SIGNS[MIRRORED[sign]](right, left)
        return _SIGNS[sign](left, right)

    def one_of(self, value: pl.Expr, options: Sequence[Stated]) -> pl.Expr:
        return value.is_in(list(options))

    def matched(self, kind: MatchKind, text: pl.Expr, wanted: str) -> pl.Expr:
        folded, part = _small(text), _small(pl.lit(wanted))
        match kind:
            case "contains":
                return folded.str.contains(part, literal=True)
            case "starts_with":
                return folded.str.starts_with(part)
            case _:
                return folded.str.ends_with(part)

    def known(self, value: pl.Expr) -> pl.Expr:
        return value.is_not_null()

    def opposite(self, truth: pl.Expr) -> pl.Expr:
        return ~truth

    def both(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left & right

    def either(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left | right


def _quotient(sides: Sequence[pl.Series]) -> pl.Series:
    # polars divides by one same number by multiplying with its reciprocal, which is another number now and then: 9 / 7.
    left, right = sides
    return left / (right.new_from_index(0, len(left)) if len(right) == 1 else right)


def _small(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(list(_BEFORE_LOWER), list(_BEFORE_LOWER.values())).str.to_lowercase()


def _text(own: pl.Expr) -> pl.Expr:
    # Few texts hold a backslash, and only those need a JSON decoder.
    quoted = pl.when(own.str.starts_with('"')).then(own)
    is_escaped = quoted.str.contains("\\", literal=True)
    decoded = pl.when(is_escaped).then(quoted).str.json_decode(pl.String)
    return pl.when(is_escaped).then(decoded).otherwise(quoted.str.strip_prefix('"').str.strip_suffix('"'))


def _instant(text: pl.Expr) -> pl.Expr:
    # What fits the pattern has its parts at fixed places; taking them by groups would be ten times slower.
    fitting = pl.when(text.str.contains(INSTANT_PATTERN)).then(text)
    day, clock = fitting.str.head(10).str.to_date("%Y-%m-%d", strict=False).cast(pl.Int64), fitting.str.slice(10)
    second = pl.when(clock.str.slice(6, 1) == ":").then(clock.str.slice(7, 2))
    fraction = pl.when(clock.str.contains(".", literal=True)).then(clock).str.extract(r"\.([0-9]{1,6})")
    microsecond = fraction.str.pad_end(FRACTION_DIGITS, "0")
    minutes = day * 1440 + _count(clock.str.slice(1, 2)) * 60 + _count(clock.str.slice(4, 2)) - _zone(clock)
    return (minutes * 60 + _count(second)) * 1_000_000 + _count(microsecond)


def _zone(clock: pl.Expr) -> pl.Expr:
    sign = clock.str.slice(-6, 1)
    stated = pl.when(sign.is_in(["+", "-"])).then(clock.str.tail(5))
    ahead = _count(stated.str.head(2)) * 60 + _count(stated.str.tail(2))
    return pl.when(sign == "-").then(-ahead).otherwise(ahead)


def _count(digits: pl.Expr) -> pl.Expr:
    return digits.cast(pl.Int64, strict=False).fill_null(0)
