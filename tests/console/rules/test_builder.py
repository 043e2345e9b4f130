import pytest

from tenure.console.rules.builder import (
    OPERATORS,
    Builder,
    Group,
    Row,
    builder_form,
    builder_of,
    fault_of,
    faults,
    operators_of,
    row_form,
    row_of,
    without,
)
from tenure.kernel.expressions.forms import from_json, to_json
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.text import spelled

FILLED = {
    "nothing": "",
    "text": "pro",
    "texts": "pro, team",
    "number": "2.5",
    "numbers": "1, 5",
    "span": "14d",
    "day": "2026-01-31",
}


def text(builder):
    return spelled(from_json(builder_form(builder)))


@pytest.mark.parametrize("op", OPERATORS)
def test_every_operator_goes_into_an_expression_and_comes_back(op):
    row = Row("some_trait", op, FILLED[OPERATORS[op].takes])

    assert fault_of(row) is None
    assert row_of(to_json(from_json(row_form(row)))) == row


@pytest.mark.parametrize(
    "said",
    [
        "plan = 'pro'",
        "plan = 'pro' AND active_days_30d < 3",
        "plan = 'pro' OR plan = 'team' OR mrr_minor > 1000",
        "(plan = 'pro' OR plan = 'team') AND (last_active_at < AGO(14d) OR engagement <= 0.5)",
        "plan = 'pro' AND is_vip = TRUE OR country IN ('KR', 'PL')",
        "renews_at BETWEEN NOW() AND FROM_NOW(7d)",
        "first_seen_at >= DATE '2026-01-31' AND email IS KNOWN AND phone IS NOT KNOWN",
    ],
)
def test_what_has_rows_says_the_same_as_rows(said):
    builder = builder_of(to_json(parsed(said)))

    assert builder is not None
    assert text(builder) == said


@pytest.mark.parametrize(
    "said",
    [
        "logins_7d < 0.7 * logins_prev_7d",
        "NOT (plan = 'pro' OR plan = 'team')",
        "a = 1 AND (b = 2 OR (c = 3 AND d = 4))",
        "plan IN ('a,b', 'c')",
        "plan IN (1, 2)",
        "plan = ' pro'",
        "seen_at <= AGO(14d)",
        "plan NOT BETWEEN 1 AND 2",
        "1 < plan",
        "plan = ''",
    ],
)
def test_what_is_richer_than_rows_has_none(said):
    assert builder_of(to_json(parsed(said))) is None


def test_a_boolean_alone_is_a_row():
    assert row_of(to_json(parsed("is_vip"))) == Row("is_vip", "true")
    assert row_of(to_json(parsed("NOT is_vip"))) == Row("is_vip", "false")


def test_a_comparison_that_is_turned_round_is_a_row():
    assert row_of(to_json(parsed("NOT plan = 'pro'"))) == Row("plan", "is_not", "pro")
    assert row_of(to_json(parsed("NOT acts_90d < 3"))) == Row("acts_90d", "at_least", "3")
    assert row_of(to_json(parsed("NOT (NOT plan = 'pro')"))) is None


def test_rows_without_a_trait_are_left_out():
    builder = Builder("any", (Group("all", (Row("plan", "is", "pro"), Row())), Group()))

    assert text(builder) == "plan = 'pro'"
    assert builder_form(Builder()) is None


@pytest.mark.parametrize(
    ("op", "value", "fault"),
    [
        ("equals", "", "missing"),
        ("equals", "many", "number"),
        ("equals", "nan", "number"),
        ("equals", "1e999", "number"),
        ("between", "1", "numbers"),
        ("between", "1, 2, 3", "numbers"),
        ("within_last", "14", "span"),
        ("since", "31.01.2026", "day"),
        ("one_of", ",", "missing"),
        ("is", "  ", "missing"),
        ("known", "", None),
    ],
)
def test_what_cannot_be_read_is_a_fault(op, value, fault):
    row = Row("plan", op, value)

    assert fault_of(row) == fault
    assert faults(Builder(groups=(Group(), Group("all", (Row(), row))))) == ({(1, 1): fault} if fault else {})


def test_rows_that_cannot_be_read_are_left_out():
    builder = Builder(groups=(Group("all", (Row("plan", "is", "pro"), Row("acts_90d", "less", "many"))),))

    assert text(without(builder, faults(builder))) == "plan = 'pro'"


def test_operators_fit_the_type_of_the_trait():
    assert operators_of("boolean") == ("true", "false", "known", "unknown")
    assert operators_of("any") == tuple(OPERATORS)
    assert "less" not in operators_of("text")
