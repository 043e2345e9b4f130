from datetime import UTC, datetime

import pytest

from tenure.kernel.expressions.compiling import Compiler, microseconds
from tenure.kernel.expressions.parsing import parsed

NOW = datetime(1970, 1, 2, tzinfo=UTC)
KNOWN = {"n": "number", "t": "text", "b": "boolean", "i": "instant", "x": "any"}


class Words:
    """An engine whose vectors say how they were made."""

    def __getattr__(self, name):
        return lambda *given: f"{name}({', '.join(map(str, given))})"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("x = 'a'", "compared(=, read(x, text), constant(a))"),
        ("x", "named(x, any)"),
        ("x IS KNOWN", "known(named(x, any))"),
        ("x AND b", "both(read(x, boolean), named(b, boolean))"),
        ("x CONTAINS 'a'", "matched(contains, read(x, text), a)"),
        ("i < AGO(1d)", "compared(<, named(i, instant), constant(0))"),
        ("x > DATE '1970-01-02'", "compared(>, read(x, instant), constant(86400000000))"),
        ("x IN (1, 2)", "one_of(read(x, number), [1.0, 2.0])"),
        (
            "n BETWEEN 1 AND 2",
            "both(compared(>=, named(n, number), constant(1.0)), compared(<=, named(n, number), constant(2.0)))",
        ),
        ("-x / n", "settled(calculated(/, negative(read(x, number)), named(n, number)), ['named(n, number)'])"),
        ("b OR b OR b", "either(named(b, boolean), either(named(b, boolean), named(b, boolean)))"),
    ],
)
def test_one_set_of_rules_makes_the_vectors_of_an_engine(text, made):
    assert Compiler(Words(), KNOWN, NOW).compiled(parsed(text)) == made


def test_an_instant_is_whole_microseconds():
    assert microseconds(datetime(1969, 12, 31, 23, 59, 59, 999999, UTC)) == -1
    assert microseconds(datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)) == 253402300799999999
