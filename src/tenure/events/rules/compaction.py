"""Say which files of a stream are joined into one."""

from collections.abc import Sequence
from dataclasses import dataclass

FILES = 200
ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class StreamFile:
    """A file of the stream, its flushes, and how often its rows were joined before."""

    path: str
    seq_first: int
    seq_last: int
    level: int
    row_count: int


def joinable(files: Sequence[StreamFile], *, at_least: int = FILES, rows: int = ROWS) -> list[StreamFile]:
    """Return the files to join next, oldest first; none while there are no `at_least` small neighbors.

    Files are joined with their own level only, so that a row is rewritten a few times in all and not at
    every turn; and no more at once than fit in memory. A file of `rows` or more is large enough as it is.
    """
    for small in sorted(_neighbors(files, rows=rows), key=lambda run: run[0].level):
        chosen = _oldest(small, rows=rows)
        if len(small) >= at_least and len(chosen) > 1:
            return chosen
    return []


def _neighbors(files: Sequence[StreamFile], *, rows: int) -> list[list[StreamFile]]:
    """Return the runs of small files of one level that follow each other in the stream."""
    runs: list[list[StreamFile]] = []
    for file in sorted(files, key=lambda file: file.seq_first):
        if file.row_count >= rows:
            continue
        if runs and (runs[-1][-1].seq_last + 1, runs[-1][-1].level) == (file.seq_first, file.level):
            runs[-1].append(file)
        else:
            runs.append([file])
    return runs


def _oldest(files: Sequence[StreamFile], *, rows: int) -> list[StreamFile]:
    chosen: list[StreamFile] = []
    total = 0
    for file in files:
        total += file.row_count
        if chosen and total > 2 * rows:
            break
        chosen.append(file)
    return chosen
