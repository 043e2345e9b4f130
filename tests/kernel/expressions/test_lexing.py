import pytest

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.lexing import MOST_CHARACTERS, Token, tokens


def test_words_come_with_their_kind_and_place():
    assert tokens("plan = 'it''s' and \"Q\"\"x\"<.5", field="where") == [
        Token("name", "plan", "column 1"),
        Token("sign", "=", "column 6"),
        Token("text", "it's", "column 8"),
        Token("word", "AND", "column 16"),
        Token("quoted", 'Q"x', "column 20"),
        Token("sign", "<", "column 26"),
        Token("number", ".5", "column 27"),
        Token("end", "", "column 29"),
    ]


def test_in_several_lines_the_line_is_named_too():
    assert [token.place for token in tokens("a\n  AND b", field="where")] == [
        "line 1, column 1",
        "line 2, column 3",
        "line 2, column 7",
        "line 2, column 8",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a == 1", "column 3: '==' is not part of the language: equality is one sign; write =."),
        ("a <> 1", "column 3: '<>' is not part of the language: write !=."),
        ("a => 1", "column 3: '=>' is not part of the language: write >=."),
        ("a && b", "column 3: '&&' is not part of the language: write AND."),
        ("a || b", "column 3: '||' is not part of the language: write OR."),
        ("!a", "column 1: '!' is not part of the language: write NOT."),
        ("a ≤ 1", "column 3: '≤' is not part of the language: write <=."),
        ("a > 5%", "column 6: '%' is not part of the language: a share is a number: write 0.1 for 10 %."),
        (
            "a = \u2018x\u2019",
            "column 5: '\u2018' is not part of the language: write text between straight quotes: 'pro'.",
        ),
        ("a = 'x", "column 5: this text is not closed; end it with ', and double any ' inside it: 'it''s'."),
        ('"a = 1', 'column 1: this name is not closed; end it with ".'),
        ('"" = 1', "column 1: a name cannot be empty."),
        ("a = 'x\x00'", "column 5: a text cannot hold the character U+0000."),
        ("a = [1]", "column 5: '[' is not part of the language: write lists in round brackets: (1, 2)."),
        ("a @ 1", "column 3: '@' is not part of the language."),
        (
            "이름 = 1",
            (
                "column 1: '이' is not part of the language: write text between single quotes, and a name with such "
                'letters in double quotes: "이름".'
            ),
        ),
    ],
)
def test_a_stranger_is_refused_with_what_to_write_instead(text, sentence):
    with pytest.raises(BadExpression) as refusal:
        tokens(text, field="where")

    assert (refusal.value.message, refusal.value.field, refusal.value.code) == (sentence, "where", "bad_expression")


def test_an_endless_text_is_not_read_at_all():
    with pytest.raises(BadExpression, match="longer than 100000 characters"):
        tokens("a" * (MOST_CHARACTERS + 1), field="where")
