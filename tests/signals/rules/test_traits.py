"""Profiles read as traits."""

from datetime import UTC, datetime

import polars as pl

from tenure.kernel import json
from tenure.signals.rules.profiles import SCHEMA
from tenure.signals.rules.traits import traits

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def profile(customer_id, count, **said):
    stated = [{"key": key, "value": json.encode_text(value), "at": NOON, "by": "m"} for key, value in said.items()]
    return {"customer_id": customer_id, "event_count": count, "stated": stated}


def shown(*rows):
    frame = traits(pl.DataFrame(rows, schema=SCHEMA))
    return {row.pop("customer_id"): row | {"traits": json.decode(row["traits"])} for row in frame.iter_rows(named=True)}


def test_traits_are_what_was_counted_and_what_was_stated():
    said = {"email": "ada@example.com", "locale": "pl", 'quote"d': {"deep": [1, "ż", None]}, "{}": "{}"}

    assert shown(profile(7, 3, **said)) == {
        7: {"email": "ada@example.com", "locale": "pl", "traits": {"event_count": 3, **said}}
    }


def test_a_customer_cannot_state_what_is_counted():
    assert shown(profile(7, 3, event_count=900))[7]["traits"] == {"event_count": 3}


def test_an_email_that_is_no_text_is_no_email():
    rows = shown(profile(7, 0, email=12), profile(8, 0, email=None), profile(9, 0))

    assert [row["email"] for row in rows.values()] == [None, None, None]
    assert rows[7]["traits"] == {"event_count": 0, "email": 12}
    assert rows[9]["traits"] == {"event_count": 0}
