from datetime import UTC, datetime

import pytest

from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.reasons import Reason, reasons

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KNOWN = {"plan": "text", "logins": "number", "before": "number", "is_vip": "boolean", "seen_at": "instant", "x": "any"}
VALUES = {"plan": "pro", "logins": 3, "before": 10.5, "is_vip": None, "seen_at": "2026-02-01T00:00:00Z", "x": ["a"]}


def _reasons(text):
    return reasons(parsed(text), KNOWN, VALUES, now=NOW)


def test_each_test_says_whether_it_holds_and_what_it_looked_at():
    assert _reasons("plan = 'pro' AND (logins < 0.7 * before OR is_vip) AND seen_at > AGO(14d)") == [
        Reason("plan = 'pro'", holds=True, actual="pro"),
        Reason("logins < 0.7 * before", holds=True, actual={"before": 10.5, "logins": 3}),
        Reason("is_vip", holds=False, actual=None),
        Reason("seen_at > AGO(14d)", holds=False, actual="2026-02-01T00:00:00Z"),
    ]


def test_not_is_carried_to_the_tests_so_that_what_holds_speaks_for_the_whole():
    assert _reasons("NOT (plan = 'free' OR NOT logins IN (3) OR is_vip)") == [
        Reason("NOT plan = 'free'", holds=True, actual="pro"),
        Reason("logins IN (3)", holds=True, actual=3),
        Reason("NOT is_vip", holds=False, actual=None),
    ]


@pytest.mark.parametrize(
    ("text", "holds"), [("x IS KNOWN", True), ("x = 'a'", False), ("missing IS NOT KNOWN", True), ("TRUE", True)]
)
def test_a_value_may_be_missing_or_of_another_type(text, holds):
    found = reasons(parsed(text), KNOWN | {"missing": "instant"}, VALUES, now=NOW)

    assert [reason.holds for reason in found] == [holds]


def test_a_value_of_another_type_than_its_trait_is_unknown():
    wrong = {"plan": 3, "logins": True, "is_vip": 1, "seen_at": "yesterday"}

    found = reasons(
        parsed("plan IS KNOWN OR logins IS KNOWN OR is_vip IS KNOWN OR seen_at IS KNOWN"), KNOWN, wrong, now=NOW
    )

    assert [(reason.holds, reason.actual) for reason in found] == [
        (False, 3),
        (False, True),
        (False, 1),
        (False, "yesterday"),
    ]
