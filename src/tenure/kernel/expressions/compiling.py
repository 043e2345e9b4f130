"""Turn an expression into the vectors of an engine, by one set of rules for all engines.

What keeps the engines equal: numbers are doubles; instants are whole microseconds since 1970 in UTC; text is compared
by code point; a sum that divides by zero, or that ends beyond the doubles, is unknown; CONTAINS and its like see all
letters in one small case.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, TypeAlias, TypeVar

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
    Test,
    Text,
    Truth,
    Type,
)
from tenure.kernel.expressions.types import common_type, type_of

V = TypeVar("V")
Stated: TypeAlias = float | str | bool  # an instant as microseconds

# The JSON of a number; what engines read as numbers beyond that, such as "inf" or " 1", is none.
NUMBER_PATTERN = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"

# A day, or an instant with its zone; the groups are named below.
INSTANT_PATTERN = (
    r"^([1-9][0-9]{3}-[0-9]{2}-[0-9]{2})"
    r"(?:T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,6})[0-9]*)?)?"
    r"(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9])))?$"
)
DAY, HOUR, MINUTE, SECOND, FRACTION, ZONE_SIGN, ZONE_HOUR, ZONE_MINUTE = range(1, 9)
FRACTION_DIGITS = 6

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Engine(Protocol[V]):
    """Make vectors; each value is in its type's form, and unknown values are null."""

    def named(self, key: str, kind: Type) -> V:
        """Return a column; one of type `any` as its JSON text, unknown where that is null."""

    def read(self, key: str, kind: Type) -> V:
        """Return a column of type `any` as another type, unknown where its JSON has another."""

    def constant(self, value: Stated) -> V:
        """Return a stated value; an instant as microseconds."""

    def later(self, instants: V, microseconds: int) -> V:
        """Return the instants so much later, all as microseconds."""

    def calculated(self, sign: ArithmeticSign, left: V, right: V) -> V:
        """Return numbers calculated as doubles."""

    def negative(self, number: V) -> V:
        """Return numbers with their sign turned."""

    def settled(self, number: V, divisors: Sequence[V]) -> V:
        """Return the end of a sum: unknown where a divisor is zero or the number is not finite."""

    def compared(self, sign: ComparisonSign, left: V, right: V) -> V:
        """Return whether values of one type stand in an order."""

    def one_of(self, value: V, options: Sequence[Stated]) -> V:
        """Return whether values are among stated ones."""

    def matched(self, kind: MatchKind, text: V, wanted: str) -> V:
        """Return whether texts contain, start with or end with another, whatever their case."""

    def known(self, value: V) -> V:
        """Return whether values are there."""

    def opposite(self, truth: V) -> V:
        """Return the opposite."""

    def both(self, left: V, right: V) -> V:
        """Return whether both hold."""

    def either(self, left: V, right: V) -> V:
        """Return whether one holds."""


def microseconds(instant: datetime) -> int:
    """Return the microseconds from 1970 to an instant."""
    return (instant - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Compiler(Generic[V]):
    """Compile checked expressions for one engine, one set of names and one instant, or a vector of instants."""

    engine: Engine[V]
    known: Mapping[str, Type]
    now: datetime | V  # of microseconds, where each row has its own

    def compiled(self, expression: Expression) -> V:
        """Return an expression's value, an instant as microseconds."""
        return self._as(type_of(expression, self.known), expression)

    def _as(self, kind: Type, expression: Expression) -> V:
        match expression:
            case Name(key) if self.known[key] == "any" != kind:
                return self.engine.read(key, kind)
            case Name(key):
                return self.engine.named(key, kind)
            case Number() | Text() | Truth() | Moment():
                return self.engine.constant(_plain(expression))
            case Clock(offset):
                return self._clock(offset)
            case Negative() | Arithmetic():
                return self._settled(expression)
            case _:
                return self._truth(expression)

    def _clock(self, offset: timedelta) -> V:
        if isinstance(self.now, datetime):
            return self.engine.constant(microseconds(self.now + offset))
        return self.engine.later(self.now, offset // _MICROSECOND)

    def _truth(self, expression: Expression) -> V:
        match expression:
            case All(terms):
                return _joined(self.engine.both, [self._as("boolean", term) for term in terms])
            case Either(terms):
                return _joined(self.engine.either, [self._as("boolean", term) for term in terms])
            case Not(operand):
                return self.engine.opposite(self._as("boolean", operand))
            case Comparison() | OneOf() | Between() | Known() | Match():
                return self._test(expression)
        raise TypeError(f"{type(expression).__name__} is no test")

    def _test(self, test: Test) -> V:
        match test:
            case Comparison(sign, left, right):
                return self.engine.compared(sign, *self._alike(left, right))
            case Between(operand, low, high):
                value, first, last = self._alike(operand, low, high)
                is_above, is_below = self.engine.compared(">=", value, first), self.engine.compared("<=", value, last)
                return self.engine.both(is_above, is_below)
            case OneOf(operand, options):
                value = self._as(type_of(options[0], self.known), operand)
                return self.engine.one_of(value, [_plain(option) for option in options])
            case Match(kind, operand, wanted):
                return self.engine.matched(kind, self._as("text", operand), wanted)
            case Known(operand):
                return self.engine.known(self.compiled(operand))

    def _alike(self, *expressions: Expression) -> tuple[V, ...]:
        kind = common_type(expressions, self.known)
        return tuple(self._as(kind, expression) for expression in expressions)

    def _settled(self, expression: Expression) -> V:
        divisors: list[V] = []
        number = self._sum(expression, divisors)
        return self.engine.settled(number, divisors)

    def _sum(self, expression: Expression, divisors: list[V]) -> V:
        match expression:
            case Negative(operand):
                return self.engine.negative(self._sum(operand, divisors))
            case Arithmetic(sign, left, right):
                first, second = self._sum(left, divisors), self._sum(right, divisors)
                if sign == "/":
                    divisors.append(second)
                return self.engine.calculated(sign, first, second)
            case _:
                return self._as("number", expression)


def _plain(constant: Constant) -> Stated:
    return microseconds(constant.at) if isinstance(constant, Moment) else constant.value


def _joined(join: Callable[[V, V], V], terms: Sequence[V]) -> V:
    # By halves, so that two hundred terms nest eight deep and not two hundred.
    if len(terms) == 1:
        return terms[0]
    middle = len(terms) // 2
    return join(_joined(join, terms[:middle]), _joined(join, terms[middle:]))
