import polars as pl
import pytest

from tenure.events.models import ManifestRow
from tenure.events.rules.compaction import Policy
from tenure.events.services import known_messages
from tenure.events.services.compact import compact
from tenure.events.services.known_messages import KnownMessages
from tenure.events.stores.opening import open_store
from tenure.events.verify import verify
from tenure.platform.models import CursorRow
from tests.events.scenes import NOW, flushed, made


@pytest.fixture
def workspace(state):
    workspace = made("acme")
    flushed(workspace, 1, "a", "b")
    flushed(workspace, 2, "c")
    flushed(workspace, 3, "d")
    return workspace


@pytest.fixture
def folder(workspace, home):
    return home.events(workspace.id)


def found(workspace) -> list[tuple[str, str]]:
    return [(breach.check, breach.detail.split(":")[0]) for breach in verify(workspace)]


@pytest.mark.db
def test_an_unharmed_stream_has_no_breach(workspace):
    assert found(workspace) == []
    assert found(made("empty")) == []


def test_an_altered_byte_is_found(workspace, folder):
    content = bytearray((folder / "inbox-2.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "inbox-2.parquet").write_bytes(content)

    assert found(workspace) == [("events_file", "inbox-2.parquet is not what was written")]


def test_a_file_that_is_no_parquet_any_more_is_found(workspace, folder):
    (folder / "inbox-2.parquet").write_bytes(b"")

    assert found(workspace) == [("events_file", "inbox-2.parquet is not what was written")]


def test_another_row_count_is_found(workspace):
    ManifestRow.objects.filter(path="inbox-1.parquet").update(row_count=3)

    assert found(workspace) == [("events_file", "inbox-1.parquet is not what was written")]


def test_a_missing_file_is_found(workspace, folder):
    (folder / "inbox-3.parquet").unlink()

    assert found(workspace) == [("events_file", "inbox-3.parquet is missing")]


def test_a_gap_in_the_numbers_is_found(workspace, folder):
    ManifestRow.objects.filter(seq_first=2).delete()
    (folder / "inbox-2.parquet").unlink()

    assert found(workspace) == [("events_numbering", "flush 3 follows 1")]


def test_a_flush_that_counts_twice_is_found(workspace):
    ManifestRow.objects.filter(seq_first=2).update(seq_last=3)

    assert found(workspace) == [("events_numbering", "flush 3 follows 3")]


def test_a_cursor_that_is_elsewhere_is_found(workspace):
    CursorRow.objects.update(seq=4)

    assert found(workspace) == [("events_numbering", "the cursor says 4, the files end with 3")]


def test_a_file_in_no_manifest_is_found_unless_its_flush_is_under_way(workspace, folder):
    (folder / "inbox-9.parquet").write_bytes((folder / "inbox-2.parquet").read_bytes())
    (folder / "joined-1-2.parquet").write_bytes(b"under way")
    (folder / "inbox-10.draft").write_bytes(b"under way")
    assert found(workspace) == [("events_file", "inbox-9.parquet is in no manifest")]

    CursorRow.objects.update(seq=2)
    ManifestRow.objects.filter(seq_first=3).delete()
    (folder / "inbox-9.parquet").unlink()
    assert found(workspace) == []


def test_a_strange_file_is_found(workspace, folder):
    (folder / "notes.parquet").write_bytes(b"what is this")

    assert found(workspace) == [("events_file", "notes.parquet is in no manifest")]
    assert ManifestRow.objects.earliest("id").created_at == NOW


def rewritten(workspace, path: str, change) -> None:
    """Write a file anew with other rows, and let the manifest say that they are right."""
    store = open_store()
    file = store.write(workspace.id, path, change(store.scan(workspace.id, [path]).collect()))
    ManifestRow.objects.filter(path=path).update(
        row_count=file.row_count, byte_count=file.byte_count, sha256=file.sha256
    )


def test_a_joined_file_out_of_its_order_is_found(workspace):
    compact(workspace.id, now=NOW, policy=Policy(files=3, kept_files=0))
    assert found(workspace) == []

    rewritten(workspace, "joined-1-3.parquet", lambda rows: rows.reverse())

    assert verify(workspace)[0].detail == "joined-1-3.parquet is not sorted by customer_id, occurred_at, seq, position"


def test_a_flush_in_another_file_is_found(workspace):
    rewritten(workspace, "inbox-2.parquet", lambda rows: rows.with_columns(seq=pl.lit(3, pl.Int64)))

    assert found(workspace) == [("events_numbering", "inbox-2.parquet holds other flushes than 2 to 2")]


def test_a_typed_column_that_says_something_else_is_found(workspace):
    flushed(workspace, 4, "x", name="invoice_paid", properties='{"amount_minor":5,"currency":"EUR"}')
    assert found(workspace) == []

    rewritten(workspace, "inbox-4.parquet", lambda rows: rows.with_columns(p_amount_minor=pl.lit(6, pl.Int64)))

    assert found(workspace) == [
        ("events_typed", "inbox-4.parquet has other values in p_amount_minor than its properties say")
    ]


def test_a_file_older_than_a_property_is_right_without_it(workspace):
    flushed(workspace, 4, "x", name="invoice_paid", properties='{"amount_minor":5,"currency":"EUR"}')

    rewritten(workspace, "inbox-4.parquet", lambda rows: rows.with_columns(p_amount_minor=pl.lit(None, pl.Int64)))

    assert found(workspace) == []


def test_message_hashes_that_are_not_those_of_the_stream_are_found(workspace, folder, monkeypatch):
    monkeypatch.setattr(known_messages, "IN_MEMORY", 3)
    KnownMessages().fresh(workspace.id, pl.DataFrame({"message_key": ["a"]}))
    assert found(workspace) == []
    (file,) = (folder / "known").iterdir()
    content = bytearray(file.read_bytes())
    content[3] ^= 1
    file.write_bytes(content)

    (breach,) = verify(workspace)

    assert (breach.check, breach.detail) == (
        "events_known_messages",
        "known-1-2-3.hashes does not know 1 messages of its flushes; delete it, and it is made again",
    )
