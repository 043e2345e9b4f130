"""Each disagreement of two sets of profiles is found."""

from datetime import UTC, datetime

import polars as pl

from tenure.signals.rules.differences import differences
from tenure.signals.rules.profiles import SCHEMA

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def profile(customer_id, event_count, **said):
    stated = [{"key": key, "value": value, "at": NOON, "by": "m"} for key, value in said.items()]
    return {"customer_id": customer_id, "event_count": event_count, "stated": stated}


def found(one, other):
    return list(differences(pl.DataFrame(one, schema=SCHEMA), pl.DataFrame(other, schema=SCHEMA)).iter_rows())


def test_equal_profiles_do_not_differ():
    assert found([profile(1, 2, plan='"pro"')], [profile(1, 2, plan='"pro"')]) == []


def test_a_difference_names_customer_and_trait():
    one = [profile(1, 2, plan='"pro"'), profile(2, 1), profile(4, 1)]
    other = [profile(1, 3, plan='"basic"'), profile(3, 0, city='"Busan"'), profile(4, 1)]

    assert found(one, other) == [(1, "event_count"), (1, "plan"), (2, "event_count"), (3, "city"), (3, "event_count")]
