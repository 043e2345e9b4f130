"""Exactly what the definitions need is kept, read once from the stream when it is new."""

import pytest

from tenure.events.stores.parquet.store import ParquetStore
from tenure.signals import queries
from tenure.signals.services import fit as fitting
from tenure.signals.services.save_definitions import delete_trait, save_segment, save_trait
from tenure.signals.verify import verify
from tests.signals.acts import NOW, event
from tests.signals.streams import flush
from tests.signals.turns import identify, turned
from tests.support.workspaces import make_workspace


@pytest.fixture
def workspace(state):
    row = make_workspace()
    flush(row, [identify("a", tier="pro"), event("b", "paid", amount=7), event("c", "paid", customer=2, amount=1)])
    flush(row, [event("d", "paid", amount=3)])
    turned(row)
    return row


@pytest.fixture
def scanned(monkeypatch):
    """Write down which files of the stream are opened."""
    paths, really = [], ParquetStore.scan
    monkeypatch.setattr(ParquetStore, "scan", lambda store, of, given: paths.extend(given) or really(store, of, given))
    return paths


def measures(workspace):
    held = queries.held(workspace.pk)
    found = set()
    for family in ("counts", "amounts", "firsts", "lasts", "members"):
        for frame in held.family(family):
            found |= set(frame["measure"])
    return found


def spent(workspace, **more):
    save_trait(workspace.pk, "spent", {"aggregate": "sum", "event": "paid", "property": "amount", **more}, now=NOW)


def test_a_new_measure_is_read_from_the_stream_once(workspace, scanned):
    spent(workspace)
    turned(workspace)

    assert scanned == ["inbox-1.parquet", "inbox-2.parquet"]
    assert [queries.traits(workspace.pk, [each])[each]["spent"] for each in (1, 2)] == [10, 1]
    assert queries.held(workspace.pk).snapshot.measures == {
        each.number() for each in queries.plan_of(workspace.pk).measures
    }


def test_what_another_trait_keeps_already_is_not_read_again(workspace, scanned):
    save_trait(workspace.pk, "acts_7d", {"event": "*", "window": "7d"}, now=NOW)
    save_segment(workspace.pk, "busy", "Busy", {"where": "acts_7d > 1"}, now=NOW)
    turned(workspace)

    assert scanned == []
    assert queries.segment_counts(workspace.pk) == {"busy": 1}


def test_what_nothing_needs_any_more_is_dropped(workspace, scanned):
    before = measures(workspace)
    spent(workspace)
    turned(workspace)
    assert len(measures(workspace) - before) == 1

    scanned.clear()
    delete_trait(workspace.pk, "spent")
    turned(workspace)

    assert (measures(workspace), scanned) == (before, [])
    assert "spent" not in queries.traits(workspace.pk, [1])[1]
    assert verify(workspace.to_value()) == []


def test_statements_are_read_with_the_first_measures_only(workspace):
    spent(workspace)
    turned(workspace)

    assert [frame.height for frame in queries.held(workspace.pk).family("stated")] == [1]
    assert queries.traits(workspace.pk, [1])[1]["tier"] == "pro"


def test_the_stream_is_taken_in_batches(workspace, monkeypatch):
    monkeypatch.setattr(fitting, "ROWS", 1)

    spent(workspace, where="amount > 2")
    turned(workspace)

    assert [queries.traits(workspace.pk, [each])[each]["spent"] for each in (1, 2)] == [10, 0]
    assert verify(workspace.to_value()) == []


def test_another_zone_has_other_days(workspace):
    save_trait(workspace.pk, "days", {"aggregate": "active_days", "event": "paid"}, now=NOW)
    flush(workspace, [event("e", "paid", minutes=-14 * 60)])
    turned(workspace)
    assert queries.traits(workspace.pk, [1])[1]["days"] == 2

    workspace.time_zone = "Asia/Seoul"
    workspace.save()
    turned(workspace)

    assert queries.traits(workspace.pk, [1])[1]["days"] == 1
    assert verify(workspace.to_value()) == []
