"""Journeys put tags on customers and take them off, each act once."""

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.customers import queries
from tenure.customers.services.tag_customers import tag_customers
from tenure.platform.models import EffectRow, RecordedEventRow
from tenure.platform.services import effects
from tenure.platform.services.effects import cancel_effects, write_effects
from tests.customers.scenes import NOW, known, made

pytestmark = pytest.mark.db


@pytest.fixture
def house(state):
    return made("Moveo")


def asked(house, *acts):
    start = EffectRow.objects.count()
    rows = [
        (house.id, customer, "tag_customer", f"k{start + at}", f"enrollment:{customer}", f'{{"{act}":"{tag}"}}', NOW)
        for at, (customer, act, tag) in enumerate(acts)
    ]
    write_effects(pl.DataFrame(rows, schema=effects.REQUESTED, orient="row"))


def performed():
    tag_customers(effects._waiting("tag_customer"), NOW)


def tags(house, *customers):
    return queries.tags_of(house.id, [each.id for each in customers])


def test_tags_are_put_on_and_taken_off_and_told_once(house):
    ann, bob = known(house, "ann", "bob")
    asked(house, (ann.id, "add", "VIP"), (bob.id, "add", "vip"), (ann.id, "add", "new"), (ann.id, "remove", "new"))
    performed()
    assert tags(house, ann, bob) == {ann.id: ["vip"], bob.id: ["vip"]}

    asked(house, (ann.id, "remove", "vip"), (ann.id, "remove", "never"), (bob.id, "add", "vip"))
    performed()

    assert tags(house, ann, bob) == {bob.id: ["vip"]}
    told = RecordedEventRow.objects.order_by("id").values_list("name", "customer_id")
    assert list(told) == [("customer_tagged", ann.id), ("customer_tagged", bob.id), ("customer_untagged", ann.id)]
    assert EffectRow.objects.filter(done_at=None).count() == 0


def test_who_is_gone_bears_no_tag_and_what_was_taken_back_is_not_done(house):
    ann, bob = known(house, "ann", "bob")
    asked(house, (ann.id, "add", "vip"), (bob.id, "add", "vip"), (999_999, "add", "vip"))
    waiting = effects._waiting("tag_customer")
    cancel_effects(house.id, [f"enrollment:{bob.id}"])
    tag_customers(waiting, NOW)

    assert tags(house, ann, bob) == {ann.id: ["vip"]}


def test_many_customers_cost_as_many_statements_as_one(house):
    everyone = known(house, *(f"u{number}" for number in range(50)))

    def statements(customers):
        asked(
            house, *((each.id, "add", "vip") for each in customers), *((each.id, "remove", "x") for each in customers)
        )
        with CaptureQueriesContext(connection) as captured:
            performed()
        return len(captured)

    assert statements(everyone[:1]) == statements(everyone[1:])
