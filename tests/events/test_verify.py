import pytest

from tenure.events.models import ManifestRow
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
