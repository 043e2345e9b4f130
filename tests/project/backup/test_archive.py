import io
import tarfile

import pytest
import zstandard

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.project.backup.archive import CONTENTS, packing, unpack


@pytest.fixture
def packed(tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"content")
    path = tmp_path / "backup.tar.zst"
    with packing(path) as archive:
        archive.add("events/1/a.parquet", source)
        archive.finish({"database": "sqlite"})
    return path


def _made(path, members):
    """Write an archive by other means than ours."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    path.write_bytes(zstandard.compress(buffer.getvalue()))
    return path


def test_what_was_packed_is_unpacked(packed, tmp_path):
    into = tmp_path / "into"

    contents = unpack(packed, into)

    assert (into / "events/1/a.parquet").read_bytes() == b"content"
    assert contents["database"] == "sqlite"
    assert packed.stat().st_mode & 0o077 == 0
    assert not (into / CONTENTS).exists()


@pytest.mark.parametrize("name", ["/etc/passwd", "../outside", "events/../../outside"])
def test_nothing_is_written_outside_the_folder(tmp_path, name):
    into = tmp_path / "into"

    with pytest.raises(BadInput, match="which no backup does"):
        unpack(_made(tmp_path / "evil", {name: b"x"}), into)

    assert not (tmp_path / "outside").exists()


def test_an_archive_that_ends_too_early_is_known(tmp_path):
    with pytest.raises(BadInput, match="cut short"):
        unpack(_made(tmp_path / "cut", {"state.db": b"x"}), tmp_path / "into")


def test_a_file_that_was_changed_is_known(tmp_path):
    contents = json.encode({"format": 1, "files": {"state.db": "0" * 64}})

    with pytest.raises(BadInput, match="not those that were put in"):
        unpack(_made(tmp_path / "changed", {"state.db": b"x", CONTENTS: contents}), tmp_path / "into")


def test_an_archive_that_is_not_finished_has_no_name(tmp_path):
    path = tmp_path / "backup.tar.zst"

    with pytest.raises(RuntimeError), packing(path):
        raise RuntimeError

    assert list(tmp_path.iterdir()) == []
