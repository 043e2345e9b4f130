"""Say which files of a stream are joined into one, sorted by customer.

A flush leaves a small file of level 0, whose rows are in the order of the stream. Joined files are sorted by
customer, so that the rows of one lie together, and each covers flushes that follow each other, as before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FILES = 200
SORTED_FILES = 16
ROWS = 1_000_000
AGE = timedelta(hours=1)
# The newest rows are read again and again, by cursors and by pages: they stay in the order of the stream.
KEPT_FILES = 50
KEPT_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class StreamFile:
    """A file of the stream, its flushes, how often its rows were joined before, and since when it is there."""

    path: str
    seq_first: int
    seq_last: int
    level: int
    row_count: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Policy:
    """When files are many, and how many rows make a file large enough; that many fit in memory twice."""

    files: int = FILES
    sorted_files: int = SORTED_FILES
    rows: int = ROWS
    age: timedelta = AGE
    kept_files: int = KEPT_FILES
    kept_rows: int = KEPT_ROWS


DEFAULT = Policy()


def joinable(files: Sequence[StreamFile], *, now: datetime, policy: Policy = DEFAULT) -> list[StreamFile]:
    """Return the files to join next, oldest first; none while neighbors are neither many nor old nor large together.

    Files are joined with their own level only, so that a row is rewritten a few times in all and not at
    every turn. A file with `rows` or more is large enough as it is.
    """
    runs = _neighbors(_settled(files, policy), rows=policy.rows)
    for run in sorted(runs, key=lambda run: run[0].level):
        if _is_due(run, now=now, policy=policy):
            return _oldest(run, rows=policy.rows)
    return []


def _settled(files: Sequence[StreamFile], policy: Policy) -> list[StreamFile]:
    """Return the files without the newest few, oldest first."""
    ordered = sorted(files, key=lambda file: file.seq_first)
    left, kept = policy.kept_rows, 0
    for file in reversed(ordered):
        left -= file.row_count
        if file.level or left < 0 or kept == policy.kept_files:
            break
        kept += 1
    return ordered[: len(ordered) - kept]


def _neighbors(files: Sequence[StreamFile], *, rows: int) -> list[list[StreamFile]]:
    """Return the runs of small files of one level that follow each other in the stream."""
    runs: list[list[StreamFile]] = []
    for file in files:
        if file.level and file.row_count >= rows:
            continue
        if runs and (runs[-1][-1].seq_last + 1, runs[-1][-1].level) == (file.seq_first, file.level):
            runs[-1].append(file)
        else:
            runs.append([file])
    return runs


def _is_due(run: Sequence[StreamFile], *, now: datetime, policy: Policy) -> bool:
    if run[0].level:
        return len(run) >= policy.sorted_files
    total = sum(file.row_count for file in run)
    return len(run) >= policy.files or total >= policy.rows or run[0].created_at <= now - policy.age


def _oldest(files: Sequence[StreamFile], *, rows: int) -> list[StreamFile]:
    chosen: list[StreamFile] = []
    total = 0
    for file in files:
        chosen.append(file)
        total += file.row_count
        if total >= rows:
            break
    return chosen
