from datetime import UTC, datetime

import polars as pl
import pytest

from tenure.events.rules.declarations import INSTANT, INTEGER, TEXT, Declaration, Property
from tenure.events.rules.rows import TYPED
from tenure.events.rules.typed import with_typed
from tenure.kernel import json


def rows(*events: tuple[str, dict[str, object]], kind: str = "track") -> pl.DataFrame:
    said = [(kind, name, json.encode_text(properties)) for name, properties in events]
    return pl.DataFrame(said, schema=["kind", "name", "properties"], orient="row")


def test_what_a_built_in_event_says_fills_its_columns():
    paid = {"invoice": "inv_1", "amount_minor": 1999, "currency": "EUR", "note": "x"}
    started = {"plan": "pro", "amount_minor": 500, "period_ends_at": "2026-04-01T02:00:00+02:00"}

    found = with_typed(rows(("invoice_paid", paid), ("opened_app", {"plan": "x"}), ("subscription_started", started)))

    assert found.columns == ["kind", "name", "properties", *TYPED]
    assert {name: found[name].dtype for name in TYPED} == TYPED
    assert found.select("p_amount_minor", "p_currency", "p_plan", "p_period_ends_at").rows() == [
        (1999, "EUR", None, None),
        (None, None, None, None),
        (500, None, "pro", datetime(2026, 4, 1, tzinfo=UTC)),
    ]


def test_without_built_in_events_every_column_is_null():
    found = with_typed(rows(("opened_app", {"plan": "x"})))

    assert found.columns == ["kind", "name", "properties", *TYPED]
    assert found.select(list(TYPED)).null_count().sum_horizontal().item() == len(TYPED)
    assert with_typed(rows()).columns == found.columns


def test_a_page_named_like_an_event_is_none():
    found = with_typed(rows(("invoice_paid", {"amount_minor": 5}), kind="page"))

    assert found["p_amount_minor"].to_list() == [None]


@pytest.mark.parametrize(
    ("one", "value", "expected"),
    [
        (INTEGER, 5, 5),
        (INTEGER, 2**63 - 1, 2**63 - 1),
        (INTEGER, 2**63, None),
        (INTEGER, "5", None),
        (INTEGER, 5.0, None),
        (INTEGER, True, None),
        (TEXT, "5", "5"),
        (TEXT, 5, None),
        (TEXT, ["5"], None),
        (Property("boolean"), True, True),
        (Property("boolean"), 1, None),
        (INSTANT, "2026-03-01T12:00:00.5Z", datetime(2026, 3, 1, 12, 0, 0, 500_000, tzinfo=UTC)),
        (INSTANT, "2026-03-01T12:00:00", None),
        (INSTANT, "0001-01-01T00:00:00+14:00", None),
        (INSTANT, "soon", None),
        (INSTANT, 5, None),
        (TEXT, None, None),
    ],
)
def test_a_value_of_another_type_is_null(monkeypatch, one, value, expected):
    kind = {"integer": pl.Int64(), "text": pl.String(), "boolean": pl.Boolean()}.get(one.type, pl.Datetime("us", "UTC"))
    monkeypatch.setattr("tenure.events.rules.typed.TYPED", {"p_it": kind})
    declared = {"happened": Declaration("happened", "", {"it": one})}

    assert with_typed(rows(("happened", {"it": value})), declarations=declared)["p_it"].to_list() == [expected]


def test_columns_that_were_filled_before_are_filled_anew():
    filled = rows(("invoice_paid", {"amount_minor": 5})).with_columns(p_amount_minor=pl.lit(7, pl.Int64))

    assert with_typed(filled)["p_amount_minor"].to_list() == [5]
