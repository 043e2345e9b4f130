from datetime import UTC, datetime, timedelta

import pytest

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.tree import (
    All,
    Arithmetic,
    Between,
    Clock,
    Comparison,
    Either,
    Known,
    Match,
    Moment,
    Name,
    Negative,
    Not,
    Number,
    OneOf,
    Text,
    Truth,
)

A, B, C = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a or b and not c", Either((A, All((B, Not(C)))))),
        ("(a OR b) AND c", All((Either((A, B)), C))),
        ("a AND b AND c", All((A, B, C))),
        ("a AND (b AND c)", All((A, All((B, C))))),
        ("a = 1", Comparison("=", A, Number(1.0))),
        ("a<=.5", Comparison("<=", A, Number(0.5))),
        ("a != 1e-3", Comparison("!=", A, Number(0.001))),
        ("a > b - c - 1", Comparison(">", A, Arithmetic("-", Arithmetic("-", B, C), Number(1.0)))),
        ("a - b * -c / 2", Arithmetic("-", A, Arithmetic("/", Arithmetic("*", B, Negative(C)), Number(2.0)))),
        ("-3 < -(3)", Comparison("<", Number(-3.0), Negative(Number(3.0)))),
        ("-0 = a", Comparison("=", Number(0.0), A)),
        ("a IN ('x', 'it''s', -2, TRUE)", OneOf(A, (Text("x"), Text("it's"), Number(-2.0), Truth(value=True)))),
        ("a NOT IN (DATE '2026-01-31')", Not(OneOf(A, (Moment(datetime(2026, 1, 31, tzinfo=UTC)),)))),
        ("a BETWEEN 1 AND 5 AND b", All((Between(A, Number(1.0), Number(5.0)), B))),
        ("a NOT BETWEEN b AND c", Not(Between(A, B, C))),
        ("a IS KNOWN", Known(A)),
        ("a is not known", Not(Known(A))),
        ("a + b IS KNOWN", Known(Arithmetic("+", A, B))),
        ("a CONTAINS 'x' OR b STARTS WITH ''", Either((Match("contains", A, "x"), Match("starts_with", B, "")))),
        ("a NOT ENDS WITH 'x'", Not(Match("ends_with", A, "x"))),
        ("a < AGO(2w)", Comparison("<", A, Clock(timedelta(days=-14)))),
        ("FROM_NOW(12h) > now()", Comparison(">", Clock(timedelta(hours=12)), Clock(timedelta()))),
        ("a = INSTANT '2026-01-31T01:00:00+09:00'", Comparison("=", A, Moment(datetime(2026, 1, 30, 16, tzinfo=UTC)))),
        ('"Größe ""L""" = "and"', Comparison("=", Name('Größe "L"'), Name("and"))),
        ("(a = b) = TRUE", Comparison("=", Comparison("=", A, B), Truth(value=True))),
        ("is_vip.since_7D", Name("is_vip.since_7D")),
    ],
)
def test_a_text_is_read_as_a_tree(text, tree):
    assert parsed(text) == tree


def test_each_part_knows_where_it_stood():
    tree = parsed("plan = 'pro' AND\n  logins_7d + 1 < 3")

    assert [term.place for term in tree.terms] == ["line 1, column 6", "line 2, column 17"]
    assert tree.terms[1].left.place == "line 2, column 13"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "column 1: the expression is empty; write, for example, plan = 'pro'."),
        ("a =", "column 4: the expression ends too early; a name or a value is missing here."),
        ("a AND", "column 6: the expression ends too early; a name or a value is missing here."),
        ("(a=1", "column 5: a bracket is still open; close it with )."),
        ("a=1)", "column 4: this ) closes nothing; leave it out or open a bracket."),
        ("5 (b)", "column 3: write an operator before the bracket, such as AND, OR or IN."),
        ("1 < x < 5", "column 7: one comparison at a time: write 1 < x AND x < 5, or x BETWEEN 1 AND 5."),
        ("a IS NULL", "column 6: write IS NOT KNOWN."),
        ("a IS NOT NULL", "column 10: write IS KNOWN."),
        ("a IS 'pro'", "column 6: IS is followed by KNOWN or NOT KNOWN; to compare, write =."),
        ("a = NULL", "column 5: nothing equals NULL; write IS NOT KNOWN or IS KNOWN."),
        ("a IN 1", "column 6: IN is followed by a list in brackets: IN ('pro', 'team')."),
        ("a IN (1", "column 8: the list after IN is not closed; end it with )."),
        ("a IN (b)", "column 7: a list holds stated values, such as 1, 'pro' or DATE '2026-01-31'."),
        ('a IN ("pro")', "column 7: double quotes make a name; for a text write 'pro'."),
        ("a IN ()", "column 7: a name or a value is missing before )."),
        ("a BETWEEN 1", "column 12: BETWEEN needs both ends: x BETWEEN 1 AND 5."),
        ("a NOT 5", "column 7: after NOT, write IN, BETWEEN, CONTAINS, STARTS WITH or ENDS WITH."),
        ("a CONTAINS b", "column 12: CONTAINS is followed by a text in single quotes: CONTAINS 'b'."),
        ('a CONTAINS "b"', "column 12: CONTAINS is followed by a text in single quotes: CONTAINS 'b'."),
        ("a STARTS 'b'", "column 10: write STARTS WITH 'text'."),
        ("a contain 'x'", "column 3: 'contain' is not an operator; perhaps CONTAINS is meant."),
        ("a like 'x'", "column 3: 'like' is not an operator; write CONTAINS, STARTS WITH or ENDS WITH."),
        ("a equals 1", "column 3: 'equals' is not an operator; write =."),
        ("a b", "column 3: an operator is missing before b, such as AND, OR, = or <."),
        (
            "a = 'x' 'y'",
            "column 9: an operator is missing before 'y', such as =; inside a text double every ': 'it''s'.",
        ),
        ("count(a) > 1", "column 1: there is no function count; only AGO(14d), FROM_NOW(7d) and NOW()."),
        ("Plan = 'x'", 'column 1: a name starts with a small letter: write plan, or "Plan".'),
        (
            "a = 1,000",
            "column 6: a comma stands only in a list after IN; join tests with AND, and write numbers without commas.",
        ),
        ("a = (1,000)", "column 7: a list in brackets follows IN; a number is written without commas."),
        ("a = 3d", "column 5: 3d is a duration; write AGO(3d) or FROM_NOW(3d)."),
        (
            "7_days = 3",
            'column 1: 7_days is neither a number nor a name; a name that starts with a digit is written "7_days".',
        ),
        ("a < AGO(3days)", "column 9: '3days': write a number and one letter: 3d."),
        ("a < AGO(1month)", "column 9: '1month': months and years differ in length; say days, such as 30d."),
        ("a < AGO 3d", 'column 9: write AGO(14d); a trait of that name is written "ago".'),
        ("now > a", 'column 5: write NOW(); a trait of that name is written "now".'),
        ("NOW(3d) > a", "column 5: write NOW()."),
        (
            "a = date",
            "column 9: a day of the calendar is written DATE '2026-01-31'; a trait of that name is written \"date\".",
        ),
        (
            "a = DATE '2026-02-30'",
            "column 10: there is no DATE '2026-02-30'; a day of the calendar is written DATE '2026-01-31'.",
        ),
        (
            "a = INSTANT '2026-01-01T00:00:00'",
            (
                "column 13: there is no INSTANT '2026-01-01T00:00:00'; an instant is written with its zone: "
                "INSTANT '2026-01-31T12:00:00Z'."
            ),
        ),
        ("known = 1", 'column 1: a name or a value is missing before KNOWN; a trait of that name is written "known".'),
        (
            "a = 9007199254740993",
            (
                "column 5: 9007199254740993 has more digits than a number keeps; numbers are exact up to "
                "9007199254740992, ids are better kept as text."
            ),
        ),
        ("a = 1e999", "column 5: 1e999 is too large for a number."),
        ("a = " + "9" * 401, "column 5: a number has at most 400 digits."),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_column_with_a_remedy(text, sentence):
    with pytest.raises(BadExpression) as refusal:
        parsed(text, field="condition")

    assert (refusal.value.message, refusal.value.field) == (sentence, "condition")


@pytest.mark.parametrize(
    "text", ["(" * 30 + "a" + ")" * 30, "NOT " * 30 + "a", "-" * 30 + "a", "(" * 90_000, "NOT " * 20_000]
)
def test_what_is_nested_too_deep_is_refused_before_it_is_read(text):
    with pytest.raises(BadExpression, match="nested more than 30 deep"):
        parsed(text)


@pytest.mark.parametrize("text", ["1" + "+1" * 40_000, "a IN (1" + ",1" * 40_000 + ")", "a = 1" + " AND a = 1" * 9_000])
def test_what_is_too_long_to_read_is_refused(text):
    with pytest.raises(BadExpression, match="too large"):
        parsed(text)
