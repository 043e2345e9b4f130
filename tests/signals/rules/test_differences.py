from datetime import UTC, datetime

import polars as pl

from tenure.signals.rules.differences import of_statements, of_values
from tenure.signals.rules.partials import SCHEMAS

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCHEMA = {"customer_id": pl.Int64, "logins": pl.Int64, "plan": pl.String}


def values(*rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def stated(*rows):
    said = [(customer, key, value, NOW, by, "website") for customer, key, value, by in rows]
    return pl.DataFrame(said, schema=SCHEMAS["stated"], orient="row")


def test_equal_values_differ_in_nothing():
    assert of_values(values((1, 2, None)), values((1, 2, None))).rows() == []
    assert of_values(values(), values()).rows() == []


def test_each_customer_and_trait_that_differs_is_named():
    one, other = values((1, 2, None), (2, 5, "pro")), values((1, 3, "pro"), (2, 5, "pro"))

    assert of_values(one, other).rows() == [(1, "logins"), (1, "plan")]


def test_whoever_is_on_one_side_only_differs_in_what_they_have():
    assert of_values(values((1, 2, None)), values()).rows() == [(1, "logins")]
    assert of_values(values(), values((1, 2, "pro"))).rows() == [(1, "logins"), (1, "plan")]


def test_statements_differ_by_value_and_by_who_said_them():
    one = stated((1, "tier", '"a"', "m1"), (1, "city", '"b"', "m1"), (2, "tier", "7", "m2"))
    other = stated((1, "tier", '"z"', "m1"), (1, "city", '"b"', "m9"), (3, "tier", "7", "m2"))

    assert of_statements(one, one).rows() == []
    assert sorted(of_statements(one, other).rows()) == [(1, "city"), (1, "tier"), (2, "tier"), (3, "tier")]
