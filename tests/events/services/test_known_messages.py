import polars as pl
import pytest

from tenure.events import queries
from tenure.events.models import ManifestRow
from tenure.events.services import known_messages as module
from tenure.events.services.known_messages import KnownMessages
from tenure.events.stores import hash_files
from tenure.platform.models import CursorRow
from tests.events.scenes import flushed, made

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _three_leave_memory(monkeypatch):
    monkeypatch.setattr(module, "IN_MEMORY", 3)


@pytest.fixture
def workspace(state):
    workspace = made("acme")
    for seq, names in enumerate(("ab", "cd", "e", "fg"), start=1):
        flushed(workspace, seq, *names)
    return workspace


def keys(*names: str) -> pl.DataFrame:
    return pl.DataFrame({"message_key": names})


def fresh(known: KnownMessages, workspace, text: str) -> str:
    return "".join(known.fresh(workspace.id, keys(*text))["message_key"])


def files(workspace, home) -> list[str]:
    return sorted(path.name for path in hash_files.folder(home, workspace.id).glob("*"))


def test_what_the_stream_holds_is_known_and_kept_in_files(workspace, home):
    known = KnownMessages()

    assert fresh(known, workspace, "xagbyfdcez") == "xyz"
    assert files(workspace, home) == ["known-1-2-4.hashes", "known-3-4-3.hashes"]


def test_a_restart_reads_only_what_no_file_covers(workspace, home, monkeypatch):
    fresh(KnownMessages(), workspace, "x")
    flushed(workspace, 5, "h")
    read: list[int] = []
    by_file = queries.message_keys_by_file

    def counted(workspace_id: int, *, after: int):
        read.append(after)
        return by_file(workspace_id, after=after)

    monkeypatch.setattr(queries, "message_keys_by_file", counted)

    assert fresh(KnownMessages(), workspace, "ahx") == "x"
    assert read == [4]


def test_a_committed_flush_is_known_at_once_and_counted_once(workspace, home):
    known = KnownMessages()
    flushed(workspace, 5, "h", "i")
    known.add(workspace.id, keys("h", "i"), seq=5)
    flushed(workspace, 6, "j")
    known.add(workspace.id, keys("j"), seq=6)

    assert fresh(known, workspace, "hijk") == "k"
    assert files(workspace, home) == ["known-1-2-4.hashes", "known-3-4-3.hashes", "known-5-6-3.hashes"]


@pytest.mark.parametrize("lost", ["known-1-2-4.hashes", "known-3-4-3.hashes"])
def test_a_lost_file_is_made_again(workspace, home, lost):
    fresh(KnownMessages(), workspace, "x")
    (hash_files.folder(home, workspace.id) / lost).unlink()

    assert fresh(KnownMessages(), workspace, "abcdefgx") == "x"
    assert files(workspace, home) == ["known-1-2-4.hashes", "known-3-4-3.hashes"]


def test_a_file_that_knows_more_than_the_stream_is_thrown_away(workspace, home):
    fresh(KnownMessages(), workspace, "x")
    CursorRow.objects.update(seq=3)
    ManifestRow.objects.filter(seq_first=4).delete()

    assert fresh(KnownMessages(), workspace, "aefx") == "fx"
    assert files(workspace, home) == ["known-1-2-4.hashes"]


def test_many_files_become_one_and_what_a_crash_leaves_is_removed(workspace, home, monkeypatch):
    monkeypatch.setattr(module, "mergeable", lambda sizes: 2 if len(sizes) == 2 else 0)
    removed: list[str] = []
    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.unlink", lambda path, **_: removed.append(path.name))
        fresh(KnownMessages(), workspace, "x")
    assert files(workspace, home) == ["known-1-2-4.hashes", "known-1-4-7.hashes", "known-3-4-3.hashes"]

    assert fresh(KnownMessages(), workspace, "abcdefgx") == "x"

    assert removed == ["known-1-2-4.hashes", "known-3-4-3.hashes"]
    assert files(workspace, home) == ["known-1-4-7.hashes"]
