from tenure.kernel.expressions.complaints import mismatch, shown
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.tree import Number, Text


def test_a_long_expression_is_shown_by_its_beginning():
    assert shown(Text("x" * 100)) == "'" + "x" * 58 + "…"


def test_a_value_is_refused_with_the_spelling_that_would_do():
    remedies = [
        mismatch(expression, found, wanted, field="where").message.rpartition("; ")[2]
        for expression, found, wanted in [
            (Text("3.5"), "text", "number"),
            (Text("three"), "text", "number"),
            (Text("False"), "text", "boolean"),
            (Text("2026-01-31T12:00:00Z"), "text", "instant"),
            (Number(0.0), "number", "boolean"),
            (parsed("TRUE"), "boolean", "text"),
        ]
    ]

    assert remedies == [
        "write 3.5 without quotes.",
        "write a number without quotes, such as 3.",
        "write FALSE without quotes.",
        "write INSTANT '2026-01-31T12:00:00Z'.",
        "write FALSE.",
        "write 'TRUE' in single quotes.",
    ]
