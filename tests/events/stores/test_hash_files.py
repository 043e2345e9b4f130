import numpy as np
import pytest

from tenure.events.rules.message_index import Run
from tenure.events.stores import hash_files


@pytest.fixture
def folder(home):
    return hash_files.folder(home, 1)


def run(*pairs: tuple[int, int]) -> Run:
    hashes, seqs = zip(*sorted(pairs), strict=True)
    return Run(np.array(hashes, np.uint64), np.array(seqs, np.int64))


def held(file: hash_files.HashFile) -> list[tuple[int, int]]:
    return list(zip(file.run.hashes.tolist(), file.run.seqs.tolist(), strict=True))


def test_what_is_written_is_read_back_sorted(folder):
    written = hash_files.write(folder, [run((9, 1), (3, 1)), run((2**64 - 1, 2), (5, 2))], seq_first=1, seq_last=2)

    (found,) = hash_files.listed(folder)

    assert held(found) == held(written) == [(3, 1), (5, 2), (9, 1), (2**64 - 1, 2)]
    assert (found.seq_first, found.seq_last, found.path.name) == (1, 2, "known-1-2-4.hashes")
    assert [path.name for path in folder.iterdir()] == ["known-1-2-4.hashes"]


def test_a_long_run_is_written_in_slices(folder, monkeypatch):
    monkeypatch.setattr(hash_files, "_SLICE", 10)
    whole = run(*((number << 57, number) for number in range(100)))

    hash_files.write(folder, [whole], seq_first=1, seq_last=9)

    assert held(hash_files.listed(folder)[0]) == [(number << 57, number) for number in range(100)]


def test_files_come_first_flush_first_and_the_longer_before_the_shorter(folder):
    for first, last in ((5, 9), (1, 2), (1, 4)):
        hash_files.write(folder, [run((1, first))], seq_first=first, seq_last=last)

    assert [(file.seq_first, file.seq_last) for file in hash_files.listed(folder)] == [(1, 4), (1, 2), (5, 9)]


def test_what_cannot_be_whole_is_not_used(folder):
    assert hash_files.listed(folder) == []
    file = hash_files.write(folder, [run((1, 1), (2, 1))], seq_first=1, seq_last=1)
    file.path.write_bytes(file.path.read_bytes()[:-1])
    (folder / "known-x.hashes").write_bytes(b"")
    (folder / "known-1-2-0.hashes").write_bytes(b"")

    assert hash_files.listed(folder) == []
