"""An open snapshot says of each customer what its newest run says, and follows its successor without reading twice."""

import numpy as np
import polars as pl
import pytest

from tenure.signals.rules.evaluating import DUE
from tenure.signals.rules.levels import Run
from tenure.signals.rules.partials import SCHEMAS, nothing
from tenure.signals.rules.snapshots import Snapshot
from tenure.signals.stores import arrow
from tenure.signals.stores.held import MERGES, Held, opened

NOBODY = pl.DataFrame(schema=MERGES)


def values(*rows):
    return pl.DataFrame(rows, schema={"customer_id": pl.Int64, DUE: pl.Int64, "tier": pl.String}, orient="row")


def counts(*rows):
    return pl.DataFrame(rows, schema=SCHEMAS["counts"], orient="row")


@pytest.fixture
def folder(tmp_path):
    arrow.write(tmp_path / "values-1.arrow", values((1, 50, "a"), (2, 60, "b"), (3, 70, "c")))
    arrow.write(tmp_path / "values-2.arrow", values((2, 90, "B")))
    arrow.write(tmp_path / "values-3.arrow", values((1, 95, "A")))
    arrow.write(tmp_path / "counts-1.arrow", counts((1, 7, 0, 5), (2, 7, 0, 1)))
    arrow.write(tmp_path / "counts-2.arrow", counts((2, 7, 0, 2)))
    return tmp_path


def snapshot(*names):
    families = {name.partition("-")[0] for name in names}
    runs = {
        family: tuple(Run(f"{name}.arrow", 1) for name in names if name.partition("-")[0] == family)
        for family in families
    }
    return Snapshot(seq=1, edition=len(names), runs=runs)


def ids(*customers):
    return pl.Series("customer_id", customers, dtype=pl.Int64)


def test_the_newest_run_has_the_say(folder):
    held = opened(folder, snapshot("values-1", "values-2"), merges=NOBODY)

    assert held.values_of(ids(1, 2, 9)).rows() == [(1, 50, "a"), (2, 90, "B")]
    assert sorted(held.current().collect()["tier"]) == ["B", "a", "c"]
    assert held.due(60).to_list() == [1]
    assert held.due(90).to_list() == [1, 2, 3]
    assert held.next_due() == 50


def test_what_is_kept_of_somebody_is_joined_over_runs_with_what_was_gained(folder):
    held = opened(folder, snapshot("counts-1", "counts-2"), merges=NOBODY)

    found = held.partials(ids(2), {"counts": counts((1, 7, 0, 100), (2, 7, 0, 10))})

    assert found["counts"].rows() == [(2, 7, 0, 13)]
    assert found["lasts"].equals(nothing()["lasts"])
    assert held.customers().to_list() == [1, 2]


def test_whoever_was_merged_counts_for_the_other(folder):
    merges = pl.DataFrame({"from_id": [1], "to_id": [2]}, schema=MERGES)
    held = opened(folder, snapshot("values-1", "counts-1", "counts-2"), merges=merges)

    assert held.partials(ids(2), {})["counts"].rows() == [(2, 7, 0, 8)]
    assert held.values_of(ids(1, 2)).rows() == [(2, 60, "b")]
    assert held.due(99).to_list() == [2, 3]
    assert held.customers().to_list() == [2]


def test_a_successor_opens_only_what_is_new(folder, monkeypatch):
    before = opened(folder, snapshot("values-1", "values-2"), merges=NOBODY)
    read, really = [], arrow.read
    monkeypatch.setattr(arrow, "read", lambda path: read.append(path.name) or really(path))

    after = opened(folder, snapshot("values-1", "values-2", "values-3"), merges=NOBODY, before=before)

    assert read == ["values-3.arrow"]
    assert after.values_of(ids(1, 2, 3)).rows() == [(1, 95, "A"), (2, 90, "B"), (3, 70, "c")]
    assert before.values_of(ids(1)).rows() == [(1, 50, "a")]
    fresh = opened(folder, after.snapshot, merges=NOBODY)
    assert all(np.array_equal(mask, after.alive[name]) for name, mask in fresh.alive.items())


def test_a_merge_meanwhile_ends_the_values_of_the_old_id(folder):
    before = opened(folder, snapshot("values-1"), merges=NOBODY)
    merges = pl.DataFrame({"from_id": [3], "to_id": [2]}, schema=MERGES)

    after = opened(folder, before.snapshot, merges=merges, before=before)

    assert after.values_of(ids(1, 2, 3))["customer_id"].to_list() == [1, 2]


def test_before_there_are_values_nothing_is_known_and_nothing_due():
    held = Held(Snapshot())

    assert (held.values_of(ids(1)), held.current(), held.next_due()) == (None, None, None)
    assert held.due(2**62).to_list() == []
    assert held.customers().to_list() == []
    assert held.partials(ids(1), {})["counts"].equals(nothing()["counts"])


def test_a_lost_file_is_a_fact(folder):
    (folder / "values-2.arrow").unlink()

    with pytest.raises(FileNotFoundError):
        opened(folder, snapshot("values-1", "values-2"), merges=NOBODY)
