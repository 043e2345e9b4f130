"""Keep expressions small enough to be read by people and compiled without harm."""

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.tree import Between, Comparison, Expression, Known, Match, Name, OneOf, Text, walked

MOST_TESTS = 200
MOST_DEPTH = 30
MOST_PARTS = 2_000
MOST_LETTERS = 20_000

TOO_DEEP = f"the expression is nested more than {MOST_DEPTH} deep; state a part of it as a segment or trait of its own"


def within_limits(expression: Expression, *, field: str) -> Expression:
    """Return an expression as it is, or refuse one that is too large."""
    tests = letters = 0
    for parts, (node, depth) in enumerate(walked(expression), start=1):
        tests += isinstance(node, Comparison | OneOf | Between | Known | Match)
        letters += _letters(node)
        if depth > MOST_DEPTH:
            raise BadExpression(f"The expression is too large: {TOO_DEEP}.", field=field, reason="too_large")
        _refuse_above(MOST_TESTS, tests, "tests", field=field)
        _refuse_above(MOST_PARTS, parts, "names, values and operators", field=field)
        _refuse_above(MOST_LETTERS, letters, "letters in its names and texts", field=field)
    return expression


def _letters(node: Expression) -> int:
    match node:
        case Text(text) | Name(text) | Match(wanted=text):
            return len(text)
        case _:
            return 0


def _refuse_above(most: int, count: int, what: str, *, field: str) -> None:
    if count > most:
        raise BadExpression(
            f"The expression is too large: it has more than {most} {what}; divide it into several segments.",
            field=field,
            reason="too_large",
        )
