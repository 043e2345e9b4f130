"""Frames come back as they were put."""

import polars as pl
import pytest

from tenure.signals.rules.partials import SCHEMAS
from tenure.signals.stores import arrow

SCHEMA = SCHEMAS["counts"]


def test_a_frame_comes_back_as_it_was_put(tmp_path):
    frame = pl.DataFrame([{"customer_id": 1, "measure": 2, "bucket": 3, "count": 4}], schema=SCHEMA)

    arrow.write(tmp_path / "new" / "base-1.arrow", frame)

    assert arrow.read(tmp_path / "new" / "base-1.arrow").equals(frame)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["base-1.arrow"]


def test_a_frame_without_rows_comes_back(tmp_path):
    frame = pl.DataFrame(schema=SCHEMA)

    arrow.write(tmp_path / "base-1.arrow", frame)

    assert arrow.read(tmp_path / "base-1.arrow").equals(frame)


def test_who_holds_a_frame_keeps_it_when_its_file_is_replaced_or_deleted(tmp_path):
    path = tmp_path / "base-1.arrow"
    frame = pl.DataFrame({"customer_id": range(10_000)})
    arrow.write(path, frame)
    held = arrow.read(path)

    arrow.write(path, frame.head(3))
    arrow.keep_only(tmp_path, [])

    assert held.equals(frame)


def test_only_the_named_files_are_kept(tmp_path):
    for name in ("base-1.arrow", "base-2.arrow", "overlay-3.draft"):
        (tmp_path / name).touch()

    arrow.keep_only(tmp_path, {"base-2.arrow"})

    assert [path.name for path in tmp_path.iterdir()] == ["base-2.arrow"]


def test_a_lost_file_is_a_fact(tmp_path):
    with pytest.raises(FileNotFoundError):
        arrow.read(tmp_path / "base-1.arrow")
