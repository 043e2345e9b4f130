from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tenure.kernel.expressions.checking import checked
from tenure.kernel.expressions.columns import INSTANT, column
from tenure.kernel.expressions.parsing import parsed

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KNOWN = {"w": "number", "f": "number", "t": "text", "b": "boolean", "i": "instant", "x": "any"}
FRAME = pl.DataFrame(
    {
        "w": [1, 2**53 + 1, None, 0],
        "f": [0.5, -0.0, None, 1e308],
        "t": ["ÀB'\u0130", None, "ΟΔΟΣ", ""],
        "b": [True, None, False, True],
        "i": [NOW, NOW - timedelta(days=3), None, NOW + timedelta(microseconds=1)],
        "x": ['"2026-02-28T12:00:00+02:00"', '"a\\"b"', "1.5", "null"],
    },
    {"w": pl.Int64, "f": pl.Float64, "t": pl.String, "b": pl.Boolean, "i": INSTANT, "x": pl.String},
)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("w < 1", [False, False, None, True]),
        ("w = 9007199254740992", [False, True, None, False]),
        ("w / f", [2.0, None, None, 0.0]),
        ("w / f IS KNOWN", [True, False, False, True]),
        ("1 / (w / f)", [0.5, None, None, None]),
        ("f * 10", [5.0, 0.0, None, None]),
        ("f IN (0, 1)", [False, True, None, False]),
        ("t CONTAINS 'I'", [True, None, False, False]),
        ("t ENDS WITH 'δος'", [False, None, True, False]),
        ("t STARTS WITH ''", [True, None, True, True]),
        ("NOT b", [False, None, True, False]),
        ("b OR TRUE", [True, True, True, True]),
        ("b AND w = 1", [True, False, False, False]),
        ("i < AGO(1d)", [False, True, None, False]),
        ("i >= NOW()", [True, False, None, True]),
        ("i", FRAME["i"].to_list()),
        ("x", ['"2026-02-28T12:00:00+02:00"', '"a\\"b"', "1.5", None]),
        ("x IS KNOWN", [True, True, True, False]),
        ("x = 1.5", [None, None, True, None]),
        ("x = 'a\"b'", [False, True, None, None]),
        ("x < AGO(1d)", [True, None, None, None]),
        ("x IN (TRUE)", [None, None, None, None]),
        ("TRUE", [True, True, True, True]),
    ],
)
def test_an_expression_is_a_column(text, answers):
    tree = parsed(text)
    checked(tree, KNOWN)

    assert FRAME.with_columns(column(tree, KNOWN, now=NOW).alias("answer"))["answer"].to_list() == answers


def test_only_what_is_true_is_kept():
    kept = FRAME.filter(column(parsed("NOT b"), KNOWN, now=NOW))

    assert kept["w"].to_list() == [None]


def test_a_frame_without_rows_is_answered_too():
    answers = FRAME.clear().select(column(parsed("x = 'a' AND x < AGO(3d) AND t CONTAINS 'a'"), KNOWN, now=NOW))

    assert (answers.height, answers.dtypes) == (0, [pl.Boolean])


@pytest.mark.parametrize("height", [0, 1, 3])
@pytest.mark.parametrize(("text", "answer"), [("9 / 7", 9 / 7), ("TRUE IN (TRUE)", True), ("1 / 0 > 1", None)])
def test_what_names_nothing_is_the_same_for_everybody(height, text, answer):
    frame = pl.DataFrame({"w": [1] * height})

    assert (
        frame.select("w", column(parsed(text), KNOWN, now=NOW).alias("answer"))["answer"].to_list() == [answer] * height
    )


def test_a_division_by_one_number_is_as_exact_as_by_many():
    frame = pl.DataFrame({"f": [9.0] * 3}).with_columns(pl.lit(7.0).alias("w"))

    answers = frame.select(
        by_stated=column(parsed("f / 7"), KNOWN, now=NOW), by_trait=column(parsed("f / w"), KNOWN, now=NOW)
    )

    assert answers.to_dict(as_series=False) == {"by_stated": [9 / 7] * 3, "by_trait": [9 / 7] * 3}


def test_an_unknown_instant_is_unknown_for_each_customer():
    frame = pl.DataFrame({"x": [None, None]}, {"x": pl.String})

    assert frame.select(answer=column(parsed("NOW() > x"), KNOWN, now=NOW))["answer"].to_list() == [None, None]


@pytest.mark.parametrize("text", ["i < AGO(2d)", "NOW() > x", "i <= FROM_NOW(1h) OR NOT b"])
def test_each_row_may_have_a_time_of_its_own(text):
    where = parsed(text)
    checked(where, KNOWN)
    times = [NOW, NOW - timedelta(hours=1), NOW + timedelta(days=9), NOW]

    told = FRAME.with_columns(pl.Series("then", times, dtype=INSTANT)).select(
        said=column(where, KNOWN, now=pl.col("then"))
    )

    alone = [FRAME.select(said=column(where, KNOWN, now=at))["said"][row] for row, at in enumerate(times)]
    assert told["said"].to_list() == alone
