"""Hold an expression against the names it may speak of and their types."""

from collections.abc import Mapping

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.complaints import mismatch, refused, unknown_name
from tenure.kernel.expressions.limits import within_limits
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
    Name,
    Negative,
    Not,
    OneOf,
    Type,
    children,
    walked,
)
from tenure.kernel.expressions.types import type_of

_ORDER = {"<", "<=", ">", ">="}


def references(expression: Expression) -> frozenset[str]:
    """Return the names that an expression speaks of."""
    return frozenset(node.key for node, _ in walked(expression) if isinstance(node, Name))


def checked(
    expression: Expression, known: Mapping[str, Type], *, field: str = "where", wanted: Type | None = None
) -> Type:
    """Return the type of an expression, or refuse it: unknown names, types that do not go together, too large.

    With `wanted`, a value of another type is refused too; `any` goes for every type.
    """
    within_limits(expression, field=field)
    found = _Check(known, field).type_of(expression)
    if wanted and found not in {wanted, "any"}:
        raise mismatch(expression, found, wanted, field=field)
    return found


class _Check:
    """Walk down an expression with the names and the field at hand."""

    def __init__(self, known: Mapping[str, Type], field: str) -> None:
        self._known = known
        self._field = field

    def type_of(self, expression: Expression) -> Type:
        match expression:
            case Name(key) if key not in self._known:
                raise unknown_name(expression, self._known, field=self._field)
            case Clock():
                raise self._clock_mistake(expression)
            case Negative() | Arithmetic():
                self._want("number", *children(expression))
            case All() | Either() | Not():
                self._want("boolean", *children(expression))
            case Match(operand=operand):
                self._want("text", operand)
            case Known(operand):
                self.type_of(operand)
            case OneOf():
                self._common(children(expression))
            case Comparison(sign, left, right):
                self._comparison(expression, sign, left, right)
            case Between(operand, low, high):
                self._between(operand, low, high)
        return type_of(expression, self._known)

    def _comparison(self, comparison: Expression, sign: str, left: Expression, right: Expression) -> None:
        if isinstance(left, Clock) or isinstance(right, Clock):
            self._with_clock(left, right)
            if sign not in _ORDER:
                raise refused(
                    comparison, "an instant never stays equal to now; write <, <=, > or >=", field=self._field
                )
            return
        if self._common((left, right)) == "boolean" and sign in _ORDER:
            raise refused(comparison, "TRUE and FALSE have no order; write = or !=", field=self._field)

    def _between(self, operand: Expression, low: Expression, high: Expression) -> None:
        plain = tuple(each for each in (operand, low, high) if not isinstance(each, Clock))
        for end in (low, high):
            if isinstance(operand, Clock) or isinstance(end, Clock):
                self._with_clock(operand, end)
        is_clocked = len(plain) < len((operand, low, high))
        if self._common(plain, wanted="instant" if is_clocked else None) == "boolean":
            raise refused(operand, "TRUE and FALSE have no order; write = or !=", field=self._field)

    def _with_clock(self, left: Expression, right: Expression) -> None:
        clock, other = (left, right) if isinstance(left, Clock) else (right, left)
        if not isinstance(other, Name):
            raise self._clock_mistake(clock)
        found = self.type_of(other)
        if found not in {"instant", "any"}:
            raise mismatch(other, found, "instant", other=clock, field=self._field)

    def _want(self, wanted: Type, *expressions: Expression) -> None:
        for expression in expressions:
            found = self.type_of(expression)
            if found not in {wanted, "any"}:
                raise mismatch(expression, found, wanted, field=self._field)

    def _common(self, expressions: tuple[Expression, ...], wanted: Type | None = None) -> Type:
        types = [self.type_of(each) for each in expressions]
        common = wanted or next((kind for kind in types if kind != "any"), None)
        if common is None:
            raise refused(
                expressions[-1],
                "the types of both sides are known only at run time; say the type of one of them in its definition, "
                "or compare with a stated value",
                field=self._field,
            )
        stated = expressions[types.index(common)] if common in types else None
        for expression, found in zip(expressions, types, strict=True):
            if found not in {common, "any"}:
                raise mismatch(expression, found, common, other=stated, field=self._field)
        return common

    def _clock_mistake(self, clock: Expression) -> BadExpression:
        return refused(
            clock,
            "the clock is compared with the instant of a trait and with nothing else: write last_seen_at < AGO(14d); "
            "time is moved inside AGO(...) and FROM_NOW(...)",
            field=self._field,
        )
