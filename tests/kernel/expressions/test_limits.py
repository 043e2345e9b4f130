import pytest

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.limits import MOST_DEPTH, MOST_LETTERS, MOST_PARTS, MOST_TESTS, within_limits
from tenure.kernel.expressions.tree import All, Either, Known, Name, Not, OneOf, Text


def _nested(depth):
    tree = Name("a")
    for _ in range(depth - 1):
        tree = Not(tree)
    return tree


@pytest.mark.parametrize(
    "tree",
    [
        _nested(MOST_DEPTH),
        All((Known(Name("a")),) * MOST_TESTS),
        Either((Name("a"),) * (MOST_PARTS - 1)),
        OneOf(Name("a"), (Text("x" * (MOST_LETTERS - 1)),)),
    ],
)
def test_what_is_just_within_the_limits_is_taken(tree):
    assert within_limits(tree, field="where") is tree


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        (_nested(MOST_DEPTH + 1), "nested more than 30 deep; state a part of it as a segment or trait of its own."),
        (_nested(100_000), "nested more than 30 deep; state a part of it as a segment or trait of its own."),
        (All((Known(Name("a")),) * 201), "more than 200 tests; divide it into several segments."),
        (Either((Name("a"),) * 2_000), "more than 2000 names, values and operators; divide it into several segments."),
        (OneOf(Name("a"), (Text("x" * 20_000),)), "more than 20000 letters in its names and texts; divide it into "),
    ],
    ids=["deep", "very deep", "tests", "parts", "letters"],
)
def test_what_is_larger_is_refused(tree, sentence):
    with pytest.raises(BadExpression) as refusal:
        within_limits(tree, field="condition")

    assert refusal.value.field == "condition"
    assert refusal.value.message.startswith("The expression is too large: ")
    assert sentence in refusal.value.message
