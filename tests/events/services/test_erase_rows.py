import polars as pl
import pytest

from tenure.events.models import DeadLetterRow, ManifestRow
from tenure.events.queries import event_count, scan
from tenure.events.services import rewrite_files as module
from tenure.events.services.erase_rows import erase_rows
from tenure.events.verify import verify
from tests.events.scenes import NOW, flushed, made

pytestmark = pytest.mark.db
ANN, BO, ANN_BEFORE = 1, 2, 3


@pytest.fixture
def workspace(state):
    workspace = made("Acme")
    flushed(workspace, 1, "a", customer_id=ANN)
    flushed(workspace, 2, "b", customer_id=BO)
    flushed(workspace, 3, "c", "d", customer_id=ANN_BEFORE)
    return workspace


def _letter(workspace, key, payload):
    DeadLetterRow.objects.create(
        workspace_id=workspace.id,
        key=key,
        received_at=NOW,
        source="website",
        index=0,
        code="bad",
        message="Bad.",
        payload=payload,
    )


def _disk(home, workspace):
    return sorted(place.name for place in home.events(workspace.id).iterdir())


def test_exactly_the_files_of_the_customer_are_written_anew(workspace, home):
    untouched = (home.events(workspace.id) / "inbox-2.parquet").stat().st_mtime_ns

    removed = erase_rows(workspace.id, [ANN, ANN_BEFORE], now=NOW)

    assert removed == {"events": 3, "dead_letters": 0, "files": 2}
    assert scan(workspace.id).collect()["message_id"].to_list() == ["b"]
    assert _disk(home, workspace) == ["inbox-2.parquet", "joined-1-1-1.parquet", "joined-3-3-1.parquet"]
    assert (home.events(workspace.id) / "inbox-2.parquet").stat().st_mtime_ns == untouched
    assert event_count(workspace.id) == 1
    assert verify(workspace) == []


def test_erased_twice_nothing_more_is_removed(workspace):
    erase_rows(workspace.id, [ANN], now=NOW)

    assert erase_rows(workspace.id, [ANN], now=NOW) == {"events": 0, "dead_letters": 0, "files": 0}
    assert verify(workspace) == []


def test_a_file_may_be_written_anew_for_one_after_the_other(workspace, home):
    flushed(workspace, 4, "e", customer_id=ANN)
    rows = module.open_store().scan(workspace.id, ["inbox-4.parquet"]).collect()
    both = pl.concat([rows, rows.with_columns(customer_id=pl.lit(BO, pl.Int64), position=pl.lit(1, pl.Int32))])
    file = module.open_store().write(workspace.id, "inbox-4.parquet", both)
    ManifestRow.objects.filter(path="inbox-4.parquet").update(
        row_count=file.row_count, byte_count=file.byte_count, sha256=file.sha256
    )

    erase_rows(workspace.id, [ANN], now=NOW)
    erase_rows(workspace.id, [BO], now=NOW)

    assert scan(workspace.id).collect()["customer_id"].to_list() == [ANN_BEFORE, ANN_BEFORE]
    assert "joined-4-4-2.parquet" in _disk(home, workspace)
    assert verify(workspace) == []


def test_a_file_that_was_retired_a_moment_ago_goes_too(workspace, home):
    ManifestRow.objects.filter(path="inbox-1.parquet").update(retired_at=NOW, seq_first=0, seq_last=0)
    (home.events(workspace.id) / "joined-9-9.parquet").write_bytes(b"left by a crash")

    assert erase_rows(workspace.id, [ANN], now=NOW)["events"] == 0

    assert _disk(home, workspace) == ["inbox-2.parquet", "inbox-3.parquet"]
    assert not ManifestRow.objects.filter(retired_at__isnull=False).exists()


@pytest.mark.parametrize("place", ["insert_files", "_delete_old"])
def test_a_crash_anywhere_is_made_good_by_a_repetition(workspace, home, monkeypatch, place):
    def crash(*_):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(module, place, crash)
        with pytest.raises(RuntimeError):
            erase_rows(workspace.id, [ANN], now=NOW)
    assert verify(workspace) == []

    erase_rows(workspace.id, [ANN], now=NOW)

    assert _disk(home, workspace) == ["inbox-2.parquet", "inbox-3.parquet", "joined-1-1-1.parquet"]
    assert verify(workspace) == []


def test_dead_letters_about_the_customer_go_and_others_stay(workspace, home):
    named = module.open_store().scan(workspace.id, ["inbox-1.parquet"]).collect().with_columns(user_id=pl.lit("ann"))
    module.open_store().write(workspace.id, "inbox-1.parquet", named)
    _letter(workspace, "1", '{"userId":"ann"}')
    _letter(workspace, "2", '{"userId":"bo"}')
    other = made("Other")
    _letter(other, "3", '{"userId":"ann"}')

    assert erase_rows(workspace.id, [ANN], now=NOW)["dead_letters"] == 1

    assert list(DeadLetterRow.objects.order_by("pk").values_list("key", flat=True)) == ["2", "3"]
