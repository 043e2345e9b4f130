from datetime import timedelta

import polars as pl
import pytest

from tenure.events import queries
from tenure.events.models import ManifestRow
from tenure.events.rules.compaction import Policy, joinable
from tenure.events.services import compact as module
from tenure.events.services.compact import compact
from tenure.events.verify import verify
from tests.events.scenes import NOW, flushed, made

pytestmark = pytest.mark.db

SOON, LATER = NOW + timedelta(seconds=59), NOW + timedelta(seconds=61)


THREE_ARE_MANY = Policy(files=3, sorted_files=3, rows=100, kept_rows=0)


@pytest.fixture(autouse=True)
def _three_are_many(monkeypatch):
    monkeypatch.setattr(
        module, "joinable", lambda *args, **options: joinable(*args, **options | {"policy": THREE_ARE_MANY})
    )


@pytest.fixture
def workspace(state):
    workspace = made("acme")
    for seq, names in enumerate(("ab", "c", "def"), start=1):
        flushed(workspace, seq, *names)
    return workspace


def paths(workspace, **wanted: object) -> list[str]:
    return sorted(ManifestRow.objects.filter(workspace_id=workspace.id, **wanted).values_list("path", flat=True))


def on_disk(workspace, home) -> list[str]:
    return sorted(path.name for path in home.events(workspace.id).iterdir())


def test_readers_see_the_same_rows_before_and_after(workspace):
    before = queries.scan(workspace.id).collect()

    assert compact(workspace.id, now=NOW) == 3

    assert queries.scan(workspace.id).collect().equals(before)
    assert paths(workspace, retired_at=None) == ["joined-1-3.parquet"]
    assert queries.event_count(workspace.id) == 6
    assert verify(workspace) == []


def test_a_part_of_a_joined_file_can_be_read(workspace):
    compact(workspace.id, now=NOW)

    assert queries.since(workspace.id, after=1, up_to=2)["message_id"].to_list() == ["c"]
    assert queries.latest(workspace.id, limit=2)["message_id"].to_list() == ["f", "e"]
    assert queries.latest(workspace.id, limit=2, before=(3, 0))["message_id"].to_list() == ["c", "b"]


def test_whoever_read_the_manifest_before_the_swap_can_still_open_its_files(workspace, home):
    lazy = queries.scan(workspace.id)

    compact(workspace.id, now=NOW)
    compact(workspace.id, now=SOON)

    assert lazy.collect().height == 6
    assert len(on_disk(workspace, home)) == 4


def test_old_files_are_deleted_a_minute_later(workspace, home):
    compact(workspace.id, now=NOW)

    assert compact(workspace.id, now=LATER) == 0

    assert paths(workspace) == on_disk(workspace, home) == ["joined-1-3.parquet"]
    assert verify(workspace) == []


def test_few_files_are_left_alone(state):
    workspace = made("small")
    flushed(workspace, 1, "a")
    flushed(workspace, 2, "b")

    assert compact(workspace.id, now=NOW) == 0
    assert len(paths(workspace, retired_at=None)) == 2


def test_a_crash_before_the_swap_changes_nothing_and_leaves_nothing(workspace, home, monkeypatch):
    def crash(*_):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(module, "insert_files", crash)
        with pytest.raises(RuntimeError):
            compact(workspace.id, now=NOW)
    assert len(paths(workspace, retired_at=None)) == 3
    assert verify(workspace) == []
    flushed(workspace, 4, "g")

    compact(workspace.id, now=LATER)

    assert paths(workspace, retired_at=None) == ["joined-1-4.parquet"]
    assert "joined-1-3.parquet" not in on_disk(workspace, home)


def test_a_crash_while_old_files_are_deleted_is_made_good(workspace, home):
    compact(workspace.id, now=NOW)
    (home.events(workspace.id) / paths(workspace, retired_at__isnull=False)[0]).unlink()
    assert verify(workspace) == []

    compact(workspace.id, now=LATER)

    assert on_disk(workspace, home) == ["joined-1-3.parquet"]


def test_the_rows_of_one_customer_lie_together_in_the_order_of_time(state):
    workspace = made("hourly")
    for seq, (customer_id, hours) in enumerate([(2, 0), (1, 5), (2, -3), (1, 1)], start=1):
        flushed(workspace, seq, f"m{seq}", customer_id=customer_id, occurred_at=NOW + timedelta(hours=hours))

    compact(workspace.id, now=NOW)

    file = pl.read_parquet(module.open_store().home.events(workspace.id) / "joined-1-4.parquet")
    assert file.select("customer_id", "message_id").rows() == [(1, "m4"), (1, "m2"), (2, "m3"), (2, "m1")]
    assert queries.scan(workspace.id).collect()["message_id"].to_list() == ["m1", "m2", "m3", "m4"]
    assert queries.timeline(workspace.id, 1, limit=1)["message_id"].to_list() == ["m4"]
    assert queries.latest(workspace.id, limit=2, before=(4, 0))["message_id"].to_list() == ["m3", "m2"]
    assert verify(workspace) == []


def test_files_that_were_joined_before_are_joined_again(workspace):
    for first in (4, 7):
        compact(workspace.id, now=NOW)
        for seq in range(first, first + 3):
            flushed(workspace, seq, f"m{seq}")
    compact(workspace.id, now=NOW)
    before = queries.scan(workspace.id).collect()

    assert compact(workspace.id, now=NOW) == 3

    assert paths(workspace, retired_at=None) == ["joined-1-9.parquet"]
    assert queries.scan(workspace.id).collect().equals(before)
    assert verify(workspace) == []


def test_merges_are_baked_in(workspace, merged):
    merged(workspace, {1: 7})

    compact(workspace.id, now=NOW)

    file = pl.read_parquet(module.open_store().home.events(workspace.id) / "joined-1-3.parquet")
    assert file["customer_id"].unique().to_list() == [7]
    assert queries.timeline(workspace.id, 1, limit=9).height == 6


def test_a_property_that_was_declared_later_is_filled_when_files_are_joined(state, home):
    workspace = made("paying")
    said = {"name": "invoice_paid", "properties": '{"amount_minor":500}'}
    for seq in (1, 2, 3):
        flushed(workspace, seq, f"m{seq}", **said)
    for place in home.events(workspace.id).iterdir():
        pl.read_parquet(place).drop("p_amount_minor").write_parquet(place)
    assert queries.scan(workspace.id).collect()["p_amount_minor"].to_list() == [None, None, None]

    compact(workspace.id, now=NOW)

    assert queries.scan(workspace.id).collect()["p_amount_minor"].to_list() == [500, 500, 500]
