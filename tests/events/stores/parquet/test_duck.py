import pytest

from tenure.events.stores.parquet import duck
from tenure.events.stores.parquet.store import ParquetStore
from tests.contracts.test_stores import rows


@pytest.fixture
def store(home, monkeypatch):
    monkeypatch.setattr(duck, "_held", type("Held", (), {})())
    return ParquetStore(home)


def test_views_do_not_pile_up(store, monkeypatch):
    monkeypatch.setattr(duck, "VIEWS", 2)
    for name in ("x", "y", "z", "y"):
        store.write(1, f"{name}.parquet", rows(name))
        store.history(1, [f"{name}.parquet"])

    opened, views = duck._duck()
    present = opened.raw_sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    assert sorted(present) == sorted((name,) for name in views)
    assert len(views) == 2


def test_a_path_with_a_quote_is_a_path(store):
    store.write(1, "it's.parquet", rows("a"))

    assert store.history(1, ["it's.parquet"]).to_polars()["message_id"].to_list() == ["a"]


def test_instants_are_shown_in_utc_wherever_the_machine_is(store):
    store.write(1, "x.parquet", rows("a"))
    table = store.history(1, ["x.parquet"])

    assert table.select(hour=table.occurred_at.hour()).to_polars().item() == 12
