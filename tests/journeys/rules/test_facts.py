"""Traits stand beside customers, null where nothing is known."""

import polars as pl

from tests.journeys.toys import facts


def test_traits_are_read_once_for_everyone():
    known = facts([{"customer_id": 1, "plan": "pro"}, {"customer_id": 2, "plan": None}], known={"plan": "text"})

    beside = known.beside(pl.DataFrame({"customer_id": [3, 1, 2, 1]}), frozenset({"plan", "gone"}))

    assert beside["customer.plan"].to_list() == [None, "pro", None, "pro"]
    assert beside["customer.gone"].to_list() == [None] * 4


def test_nothing_is_read_when_nothing_is_asked():
    assert facts().beside(pl.DataFrame({"customer_id": [1]}), frozenset()).columns == ["customer_id"]
