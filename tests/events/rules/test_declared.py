import pytest

from tenure.events.rules.declarations import Declaration, Property
from tenure.events.rules.declared import declared_fault, fitting
from tenure.events.rules.refusals import Refusal
from tenure.events.rules.reserved import DECLARATIONS

PAID = {
    "invoice": "inv_1",
    "subscription": None,
    "amount_minor": 1999,
    "currency": "EUR",
}


def test_what_is_declared_may_be_missing_or_null_and_more_may_be_said():
    assert declared_fault("invoice_paid", PAID) is None
    assert declared_fault("invoice_paid", {}) is None
    assert declared_fault("invoice_paid", dict.fromkeys(DECLARATIONS["invoice_paid"].properties)) is None
    assert declared_fault("invoice_paid", PAID | {"amount": "19.99", "lines": [1, 2]}) is None


@pytest.mark.parametrize(
    ("name", "key", "value", "message"),
    [
        ("invoice_paid", "amount_minor", "1999", "Expected a whole number, got a text: send it as in 1999"),
        ("invoice_paid", "amount_minor", 19.99, "Expected a whole number, got a number with a fraction"),
        ("invoice_paid", "amount_minor", True, "Expected a whole number, got true"),
        ("invoice_paid", "currency", 978, 'Expected a text, got a whole number: send it as in "pro"'),
        ("invoice_paid", "currency", ["EUR"], "Expected a text, got a list"),
        ("invoice_paid", "invoice", {"id": 1}, "Expected a text, got an object"),
        ("trial_started", "trial_ends_at", "soon", "Expected an instant with its zone, got a text"),
        ("trial_started", "trial_ends_at", "2026-01-31T12:00:00", "Expected an instant with its zone, got a text"),
        ("trial_started", "trial_ends_at", 1_767_225_600, "Expected an instant with its zone, got a whole number"),
    ],
)
def test_a_value_of_another_type_is_named_with_its_remedy(name, key, value, message):
    fault = declared_fault(name, {key: value})

    assert (fault.code, fault.field) == ("bad_property", f"properties.{key}")
    assert fault.message.startswith(message)
    assert fault.message.endswith(", or leave it out.")


def test_events_that_are_not_built_in_may_say_what_they_like():
    assert declared_fault("order_paid", {"amount_minor": "1999"}) is None
    assert declared_fault(None, {"amount_minor": "1999"}) is None


def test_a_truth_is_neither_a_number_nor_a_text():
    switched = {"switched": Declaration("switched", "It was.", {"is_on": Property("boolean")})}

    assert declared_fault("switched", {"is_on": False}, declarations=switched) is None
    assert declared_fault("switched", {"is_on": 0}, declarations=switched) == Refusal(
        "bad_property",
        "Expected true or false, got a whole number: send it as in true, or leave it out.",
        "properties.is_on",
    )


def test_a_whole_number_fits_while_a_typed_column_can_hold_it():
    assert [fitting(value, "integer") for value in (2**63 - 1, 2**63)] == [2**63 - 1, None]
