import pytest
from hypothesis import given

from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.text import number_text, spelled
from tests.kernel.expressions.random_trees import predicates, values


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("logins_7d<.7*logins_prev_7d and plan='pro'", "logins_7d < 0.7 * logins_prev_7d AND plan = 'pro'"),
        ("not a in (1,-2.5,'x') or b not between 1 and 2", "a NOT IN (1, -2.5, 'x') OR b NOT BETWEEN 1 AND 2"),
        ("((a and b)) and (c or not (d starts with 'x'))", "(a AND b) AND (c OR d NOT STARTS WITH 'x')"),
        ("NOT (a = 1)", "NOT a = 1"),
        ("(NOT a) = b", "(NOT a) = b"),
        ("a - (b - c) = (a - b) - c", "a - (b - c) = a - b - c"),
        ("-(3) < --a * -b", "-(3) < --a * -b"),
        ("a < ago(2w) AND b > from_now(48h) AND c < ago(0d)", "a < AGO(14d) AND b > FROM_NOW(2d) AND c < NOW()"),
        ("a = instant '2026-01-31T09:00:00+09:00'", "a = DATE '2026-01-31'"),
        ("a = instant '2026-01-31T09:00:00.5Z'", "a = INSTANT '2026-01-31T09:00:00.500000Z'"),
        ('"plan" = "Plan"', 'plan = "Plan"'),
    ],
)
def test_there_is_one_canonical_text(text, canonical):
    assert spelled(parsed(text)) == canonical
    assert spelled(parsed(canonical)) == canonical


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (-2.5, "-2.5"), (0.1, "0.1"), (2.0**53, "9007199254740992"), (2.0**60, "1.152921504606847e+18")],
)
def test_a_number_is_as_short_as_it_is_exact(value, text):
    assert number_text(value) == text
    assert float(text) == value


@given(predicates(3) | values("number", 4))
def test_every_tree_is_read_back_from_its_text(tree):
    assert parsed(spelled(tree)) == tree
