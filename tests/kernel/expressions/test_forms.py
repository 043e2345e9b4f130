import pytest
from hypothesis import given

from tenure.kernel.expressions.forms import from_json, to_json
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.text import spelled
from tenure.kernel.json import decode, encode
from tests.kernel.expressions.random_trees import predicates, values


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("plan = 'pro'", {"trait": "plan", "op": "=", "value": "pro"}),
        ("logins_7d < 0.7 * prev", {"trait": "logins_7d", "op": "<", "value": {"*": [0.7, {"trait": "prev"}]}}),
        ("seen_at < AGO(14d)", {"trait": "seen_at", "op": "<", "value": {"ago": "14d"}}),
        ("seen_at > NOW()", {"trait": "seen_at", "op": ">", "value": {"now": True}}),
        ("ends_at < FROM_NOW(12h)", {"trait": "ends_at", "op": "<", "value": {"from_now": "12h"}}),
        ("at = DATE '2026-01-31'", {"trait": "at", "op": "=", "value": {"date": "2026-01-31"}}),
        (
            "at = INSTANT '2026-01-31T12:00:00Z'",
            {"trait": "at", "op": "=", "value": {"instant": "2026-01-31T12:00:00Z"}},
        ),
        ("plan NOT IN ('pro', 3)", {"trait": "plan", "op": "not_in", "value": ["pro", 3]}),
        ("n BETWEEN 1 AND m", {"trait": "n", "op": "between", "value": [1, {"trait": "m"}]}),
        ("plan IS KNOWN", {"trait": "plan", "op": "known"}),
        ("plan IS NOT KNOWN", {"trait": "plan", "op": "unknown"}),
        ("plan NOT CONTAINS 'x'", {"trait": "plan", "op": "not_contains", "value": "x"}),
        ("is_vip", {"trait": "is_vip"}),
        ("TRUE", True),
        ("n + -m > 1", {"left": {"+": [{"trait": "n"}, {"-": [{"trait": "m"}]}]}, "op": ">", "value": 1}),
        ("NOT (a OR b)", {"not": {"any": [{"trait": "a"}, {"trait": "b"}]}}),
        ("a AND (b OR c)", {"all": [{"trait": "a"}, {"any": [{"trait": "b"}, {"trait": "c"}]}]}),
    ],
)
def test_text_and_form_say_the_same(text, form):
    assert to_json(parsed(text)) == form
    assert spelled(from_json(form)) == text


def test_a_group_of_one_is_that_one():
    assert from_json({"all": [{"any": [{"trait": "is_vip"}]}]}) == parsed("is_vip")


@given(predicates(3) | values("number", 4))
def test_every_tree_comes_back_from_text_to_form_to_text(tree):
    form = decode(encode(to_json(tree)))

    assert from_json(form) == tree
    assert to_json(parsed(spelled(from_json(form)))) == to_json(tree)
