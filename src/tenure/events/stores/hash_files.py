"""Keep sorted runs of message hashes in files that are mapped into memory, one folder for each workspace.

A file says which flushes it covers in its name, and holds its hashes and then their flushes, as 64-bit words.
All of it can be derived from the stream again, so a file that cannot be what it says is simply not used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from tenure.events.rules.message_index import Run, slices
from tenure.events.stores.durable import made, replace
from tenure.platform.home import Home

_NAME: Final = re.compile(r"known-([0-9]+)-([0-9]+)-([0-9]+)\.hashes")
_WORD: Final = 8
_SLICE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class HashFile:
    """The hashes of all messages of some flushes that follow each other."""

    path: Path
    seq_first: int
    seq_last: int
    run: Run


def folder(home: Home, workspace_id: int) -> Path:
    """Return where the hashes of a workspace's messages lie."""
    return home.events(workspace_id) / "known"


def listed(place: Path) -> list[HashFile]:
    """Return the files of a workspace, first flush first; of two with the same, the longer first."""
    found = [_opened(path) for path in place.glob("known-*.hashes")]
    return sorted((file for file in found if file), key=lambda file: (file.seq_first, -file.seq_last))


def write(place: Path, runs: Sequence[Run], *, seq_first: int, seq_last: int) -> HashFile:
    """Keep what several runs hold as one file, durably."""
    count = sum(run.hashes.size for run in runs)
    path = made(place) / f"known-{seq_first}-{seq_last}-{count}.hashes"

    def pieces(file: BinaryIO) -> None:
        parts = max(1, count // _SLICE)
        file.writelines(piece.hashes.astype("<u8").tobytes() for piece in slices(runs, count=parts))
        file.writelines(piece.seqs.astype("<i8").tobytes() for piece in slices(runs, count=parts))

    replace(path, pieces)
    return HashFile(path, seq_first, seq_last, _mapped(path, count))


def _opened(path: Path) -> HashFile | None:
    named = _NAME.fullmatch(path.name)
    if named is None:
        return None
    first, last, count = map(int, named.groups())
    try:
        whole = path.stat().st_size == 2 * _WORD * count
        return HashFile(path, first, last, _mapped(path, count)) if whole and count else None
    except FileNotFoundError:
        return None


def _mapped(path: Path, count: int) -> Run:
    hashes = np.asarray(np.memmap(path, "<u8", "r", 0, (count,)))
    return Run(hashes, np.asarray(np.memmap(path, "<i8", "r", _WORD * count, (count,))))
