from datetime import UTC, datetime

import polars as pl

from tenure.customers.rules.merges import kept, renamed, united

PAIRS = pl.DataFrame({"from_id": [1, 3], "to_id": [2, 2]})


def test_rows_of_those_who_go_are_of_those_who_stay():
    rows = pl.DataFrame({"id": [10, 11, 12, 13], "customer_id": [1, 2, 3, 4]})

    assert renamed(rows, PAIRS).rows() == [(10, 2), (12, 2)]


def test_a_customer_is_known_since_the_first_of_them_came_and_keeps_its_user_id():
    people = pl.DataFrame(
        [
            (1, None, datetime(2026, 1, 2, tzinfo=UTC), "web", 8),
            (2, "ann", datetime(2026, 1, 3, tzinfo=UTC), "api", None),
            (3, "bob", datetime(2026, 1, 4, tzinfo=UTC), "app", 9),
        ],
        schema=["id", "user_id", "created_at", "first_source", "owner_id"],
        orient="row",
    )

    assert kept(people, PAIRS).rows() == [(2, "ann", datetime(2026, 1, 2, tzinfo=UTC), "web", 8)]
    assert kept(people.with_columns(user_id=pl.Series([None, None, "bob"])), PAIRS)["user_id"].to_list() == ["bob"]


def test_what_two_of_them_have_stays_once():
    rows = pl.DataFrame({"id": [10, 11, 12, 13], "customer_id": [1, 2, 3, 3], "tag": ["a", "a", "b", "c"]})

    found = united(rows, PAIRS, by="tag").sort("id").select("id", "whose", "stays")

    assert found.rows() == [(10, 2, False), (11, 2, True), (12, 2, True), (13, 2, True)]
