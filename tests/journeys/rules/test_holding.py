import polars as pl
import pytest

from tenure.journeys.rules.holding import READ, holding
from tests.journeys.toys import NOON, facts

KNOWN = {"plan": "text", "logins": "number"}


def held(where, *rows, traits=()):
    told = [
        (customer, properties, entry, number, NOON, NOON) for number, (customer, properties, entry) in enumerate(rows)
    ]
    frame = pl.DataFrame(told, schema=READ, orient="row")
    return holding(frame, where, facts=facts(traits, known=KNOWN)).to_list()


def test_without_a_condition_every_event_holds():
    assert held(None, (1, "{}", "{}"), (2, "{}", None)) == [True, True]
    assert held("a = 1") == []


def test_properties_of_both_events_are_compared_as_they_are():
    rows = [
        (1, '{"cart":"a"}', '{"cart":"a"}'),
        (1, '{"cart":"a"}', '{"cart":"b"}'),
        (1, "{}", "{}"),
        (1, '{"cart":1}', None),
    ]

    assert held("cart = entry.cart", *rows) == [True, False, False, False]


def test_traits_are_those_of_the_customer_of_each_row():
    rows = [(3, "{}", "{}"), (1, "{}", "{}"), (2, "{}", "{}"), (1, "{}", "{}")]
    traits = [{"customer_id": 1, "plan": "pro", "logins": 2}, {"customer_id": 2, "plan": "pro", "logins": 0}]

    assert held("customer.plan = 'pro' AND customer.logins > 1", *rows, traits=traits) == [False, True, False, True]


@pytest.mark.parametrize(
    ("where", "expected"), [("run.id = 'enr_1'", [False, True]), ("run.id = entry.x", [True, False])]
)
def test_a_run_is_called_by_its_name(where, expected):
    assert held(where, (1, "{}", '{"x":"enr_0"}'), (1, "{}", '{"x":"enr_0"}')) == expected


def test_a_run_knows_when_it_began():
    assert held("run.entered_at >= NOW()", (1, "{}", "{}")) == [True]
    assert held("run.entered_at < AGO(1d)", (1, "{}", "{}")) == [False]


def test_a_condition_that_names_nothing_is_the_same_for_all():
    assert held("1 = 1", (1, "{}", "{}"), (2, "{}", "{}")) == [True, True]
