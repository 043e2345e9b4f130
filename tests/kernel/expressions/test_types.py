import pytest

from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.types import common_type, type_of

KNOWN = {"n": "number", "t": "text", "b": "boolean", "i": "instant", "x": "any"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("n", "number"),
        ("x", "any"),
        ("-x", "number"),
        ("x * 2", "number"),
        ("'a'", "text"),
        ("DATE '2026-01-31'", "instant"),
        ("NOW()", "instant"),
        ("TRUE", "boolean"),
        ("x = 1", "boolean"),
        ("NOT x", "boolean"),
    ],
)
def test_an_expression_has_one_type(text, kind):
    assert type_of(parsed(text), KNOWN) == kind


def test_what_is_known_only_at_run_time_follows_the_others():
    x, n = parsed("x"), parsed("n")

    assert common_type((x, n, x), KNOWN) == "number"
    assert common_type((x, x), KNOWN) == "any"
