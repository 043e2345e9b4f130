from hashlib import sha256

import polars as pl
import pytest

from tenure.events.rules.rows import SCHEMA
from tenure.events.stores import durable as module
from tenure.events.stores.parquet.store import ParquetStore


@pytest.fixture
def store(home):
    return ParquetStore(home)


def rows(*names: str) -> pl.DataFrame:
    return pl.DataFrame({"message_id": names}).select(
        pl.col(name) if name == "message_id" else pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items()
    )


def test_what_is_written_is_described_as_it_lies_there(store, home):
    file = store.write(1, "inbox-1.parquet", rows("a", "b"))

    content = (home.events(1) / "inbox-1.parquet").read_bytes()
    assert (file.path, file.row_count, file.byte_count) == ("inbox-1.parquet", 2, len(content))
    assert file.sha256 == sha256(content).hexdigest()
    assert store.inspect(1, "inbox-1.parquet") == file


def test_files_are_read_in_the_order_asked_for(store):
    store.write(1, "x.parquet", rows("a"))
    store.write(1, "y.parquet", rows("b"))
    store.write(2, "x.parquet", rows("other"))

    found = store.scan(1, ["y.parquet", "x.parquet"]).collect()

    assert (found["message_id"].to_list(), found.schema) == (["b", "a"], SCHEMA)


def test_nobody_meets_half_a_file(store, home, monkeypatch):
    store.write(1, "x.parquet", rows("a"))

    def full(*_):
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(module.os, "fsync", full)
        with pytest.raises(OSError, match="disk full"):
            store.write(1, "x.parquet", rows("b", "c"))

    assert store.names(1) == ["x.parquet"]
    assert store.scan(1, ["x.parquet"]).collect()["message_id"].to_list() == ["a"]
    store.write(1, "y.parquet", rows("b"))
    assert sorted(path.name for path in home.events(1).iterdir()) == ["x.parquet", "y.parquet"]


def test_a_file_is_on_the_disk_before_it_has_its_name_and_the_name_before_it_counts(store, home, monkeypatch):
    acts: list[str] = []
    monkeypatch.setattr(module.os, "fsync", lambda descriptor: acts.append("sync"))
    monkeypatch.setattr(module.Path, "replace", lambda *_: acts.append("rename"))
    home.events(1).mkdir(parents=True)

    store.write(1, "x.parquet", rows("a"))

    assert acts == ["sync", "rename", "sync"]


def test_a_missing_file_and_a_ruined_one_are_told_apart(store, home):
    store.write(1, "x.parquet", rows("a"))
    (home.events(1) / "x.parquet").write_bytes(b"ruined")

    assert store.inspect(1, "y.parquet") is None
    assert (store.inspect(1, "x.parquet").row_count, store.inspect(1, "x.parquet").byte_count) == (0, 6)


def test_deleting_twice_is_no_error(store):
    store.write(1, "x.parquet", rows("a"))

    store.delete(1, ["x.parquet", "never.parquet"])
    store.delete(1, ["x.parquet"])

    assert store.names(1) == []
    assert store.names(9) == []
