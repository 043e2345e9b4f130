"""What every store of the stream does, whichever engine keeps it."""

from datetime import UTC, datetime

import polars as pl
import pytest

from tenure.events.rules.rows import SCHEMA
from tenure.events.stores.base import Store
from tenure.events.stores.parquet.store import ParquetStore

NOON = datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)
STORES = {"parquet": ParquetStore}


@pytest.fixture(params=STORES)
def store(request, home) -> Store:
    return STORES[request.param](home)


def rows(*message_ids: str, **fields: object) -> pl.DataFrame:
    said = {"seq": 1, "customer_id": 7, "occurred_at": NOON, "historical": False, "properties": '{"a":"é"}'} | fields
    return pl.DataFrame(
        [{"message_id": message_id, "position": place} | said for place, message_id in enumerate(message_ids)],
        schema=SCHEMA,
    )


def ids(frame: pl.DataFrame) -> list[str]:
    return frame["message_id"].to_list()


def test_rows_are_read_back_as_they_were_written(store):
    written = rows("a", "b", p_amount_minor=2**53 + 1, p_currency="EUR", p_period_ends_at=NOON)

    file = store.write(1, "x.parquet", written)

    assert store.scan(1, ["x.parquet"]).collect().equals(written)
    assert (file.path, file.row_count) == ("x.parquet", 2)
    assert store.inspect(1, "x.parquet") == file


def test_a_file_of_no_rows_is_a_file(store):
    assert store.write(1, "x.parquet", rows()).row_count == 0
    assert store.scan(1, ["x.parquet"]).collect().equals(rows())


def test_files_are_read_in_the_order_asked_for(store):
    store.write(1, "x.parquet", rows("a", "b"))
    store.write(1, "y.parquet", rows("c"))

    assert ids(store.scan(1, ["y.parquet", "x.parquet"]).collect()) == ["c", "a", "b"]


def test_no_files_have_no_rows_and_all_columns(store):
    assert store.scan(1, []).collect().equals(rows())
    assert store.history(1, []).to_polars().schema == SCHEMA


def test_a_name_that_is_written_again_holds_the_last(store):
    store.write(1, "x.parquet", rows("a"))
    store.write(1, "x.parquet", rows("b"))

    assert (ids(store.scan(1, ["x.parquet"]).collect()), store.names(1)) == (["b"], ["x.parquet"])


def test_workspaces_do_not_meet(store):
    store.write(1, "x.parquet", rows("a"))
    store.write(2, "x.parquet", rows("b"))
    store.delete(2, ["x.parquet"])

    assert (store.names(1), store.names(2)) == (["x.parquet"], [])
    assert ids(store.scan(1, ["x.parquet"]).collect()) == ["a"]
    assert ids(store.history(1, ["x.parquet"]).to_polars()) == ["a"]


def test_what_is_not_there_is_told_apart_and_deleted_in_peace(store):
    assert (store.inspect(1, "x.parquet"), store.names(1)) == (None, [])

    store.delete(1, ["x.parquet"])


def test_what_a_file_lacks_is_null_beside_one_that_has_it(store):
    store.write(1, "x.parquet", rows("a"))
    store.write(1, "y.parquet", rows("b", p_amount_minor=5))

    found = store.scan(1, ["x.parquet", "y.parquet"])

    assert found.select("message_id", "p_amount_minor").collect().rows() == [("a", None), ("b", 5)]


def test_history_holds_what_a_scan_holds_with_the_same_types(store):
    store.write(1, "x.parquet", rows("a", "b", p_currency="EUR"))
    store.write(1, "y.parquet", rows("c", seq=2, p_amount_minor=2**53 + 1, p_period_ends_at=NOON))
    paths = ["x.parquet", "y.parquet"]

    found = store.history(1, paths).order_by("message_id").to_polars()

    assert found.equals(store.scan(1, paths).collect())


def test_history_is_computed_on_where_it_lies(store):
    store.write(1, "x.parquet", rows("a", "b", p_amount_minor=5))
    store.write(1, "y.parquet", rows("c", customer_id=8, p_amount_minor=7))
    table = store.history(1, ["x.parquet", "y.parquet"])

    sums = table.group_by("customer_id").agg(total=table.p_amount_minor.sum()).order_by("customer_id").to_polars()

    assert sums.rows() == [(7, 10), (8, 7)]
    assert table.filter(table.occurred_at > NOON).to_polars().is_empty()
