"""Conditions may speak of the event, the customer, and the run."""

import pytest

from tenure.journeys.rules.names import (
    Names,
    checked_customer,
    checked_event,
    customer_condition,
    customer_names,
    event_names,
    read,
    split_names,
)
from tenure.kernel.errors import BadExpression

WHERE = read("total > 3 AND customer.plan = 'pro' AND cart = entry.cart AND enrollment = run.id")


def test_names_are_told_apart():
    assert split_names(WHERE) == Names(
        own=frozenset({"total", "cart", "enrollment"}),
        customer=frozenset({"plan"}),
        entry=frozenset({"cart"}),
        run=frozenset({"run.id"}),
    )


def test_each_name_has_a_type():
    assert event_names(WHERE, {"plan": "text"}) == {
        "total": "any",
        "cart": "any",
        "enrollment": "any",
        "customer.plan": "text",
        "entry.cart": "any",
        "run.id": "text",
        "run.entered_at": "instant",
    }
    assert "run.id" not in event_names(WHERE, None, with_run=False)
    assert customer_names(read("plan = 'pro'"), None) == {"plan": "any", "run.id": "text", "run.entered_at": "instant"}


def test_what_is_not_known_is_of_any_type():
    where, known = customer_condition("plan = 'pro' AND gone = 3", {"plan": "text"})

    assert where == read("plan = 'pro' AND gone = 3")
    assert (known["plan"], known["gone"]) == ("text", "any")


def test_two_values_of_any_type_are_equal_or_not():
    checked_event("NOT (cart = entry.cart OR (a != b AND c = 3))", None, field="where")
    with pytest.raises(BadExpression):
        checked_event("cart > entry.cart", None, field="where")


@pytest.mark.parametrize("text", ["plan", "plan > 3", "run.entered_at = 3"])
def test_what_does_not_fit_is_refused(text):
    with pytest.raises(BadExpression) as caught:
        checked_customer(text, {"plan": "text"}, field="if")

    assert caught.value.field == "if"
    assert caught.value.message.startswith("if: ")
