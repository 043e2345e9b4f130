import pytest

from tenure.kernel.expressions.lexing import Token
from tenure.kernel.expressions.surprises import left_over, unexpected

BEFORE = Token("number", "1", "column 1")


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        (Token("sign", "*", "column 3"), "column 3: a name or a value is missing before *."),
        (
            Token("word", "OR", "column 3"),
            'column 3: a name or a value is missing before OR; a trait of that name is written "or".',
        ),
    ],
)
def test_where_a_value_should_start_another_word_is_named(word, sentence):
    assert unexpected(word, field="where").message == sentence


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        (Token("word", "WITH", "column 3"), "column 3: write STARTS WITH or ENDS WITH."),
        (Token("word", "NULL", "column 3"), "column 3: write IS KNOWN or IS NOT KNOWN."),
        (Token("name", "betwen", "column 3"), "column 3: 'betwen' is not an operator; perhaps BETWEEN is meant."),
        (Token("number", "5", "column 3"), "column 3: an operator is missing before 5, such as AND, OR, = or <."),
        (Token("text", "x", "column 3"), "column 3: an operator is missing before x, such as AND, OR, = or <."),
    ],
)
def test_after_a_test_another_word_is_named(word, sentence):
    assert left_over(word, BEFORE, field="where").message == sentence
