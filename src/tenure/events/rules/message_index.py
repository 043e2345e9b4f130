"""Remember every message id of a workspace as a 64-bit hash, to find repeats.

The index is a few sorted runs of growing size, as in a log-structured merge tree: adding a flush
merges small runs only, so that the cost of an id is logarithmic. A hash says "perhaps": the caller
confirms it on the stored message id, in the flush that the index names.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Seqs = NDArray[np.int64]

_WORD: Final = np.dtype("<u8")  # the same bytes make the same hash on every machine
_PER_WORD: Final = np.uint64(0x9E3779B97F4A7C15)  # splitmix64's step
_LAST: Final = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))  # murmur3's finalizer
_HALF: Final = np.uint64(32)
_THIRD: Final = np.uint64(33)


@dataclass(frozen=True, slots=True)
class Run:
    """Hashes in ascending order, and the flush in which each is stored."""

    hashes: Hashes
    seqs: Seqs


@dataclass(frozen=True, slots=True)
class MessageIndex:
    """Runs, longest first; each at least twice as long as the next."""

    runs: tuple[Run, ...] = ()

    @property
    def size(self) -> int:
        """Return how many ids are known."""
        return sum(run.hashes.size for run in self.runs)


def hashed(keys: pl.Series) -> Hashes:
    """Return the hash of each id, the same in every process and on every machine, because it is kept."""
    lengths = keys.str.len_bytes().to_numpy()
    found = np.empty(len(keys), np.uint64)
    # Ids of one client have one length: nearly always a single turn.
    for length in np.unique(lengths).tolist():
        places = np.flatnonzero(lengths == length)
        same = keys if places.size == len(keys) else keys[places]
        found[places] = _hashed(same.str.join("").item().encode(), count=places.size, length=length)
    return found


def added(index: MessageIndex, new: Hashes, *, seqs: Seqs) -> MessageIndex:
    """Return the index with more ids, the flush of each beside it."""
    if not new.size:
        return index
    runs, last = list(index.runs), _sorted(new, seqs)
    while runs and runs[-1].hashes.size < 2 * last.hashes.size:
        last = joined([runs.pop(), last])
    return MessageIndex((*runs, last))


def joined(runs: Sequence[Run]) -> Run:
    """Return one run that holds what several hold."""
    return _sorted(np.concatenate([run.hashes for run in runs]), np.concatenate([run.seqs for run in runs]))


def slices(runs: Sequence[Run], *, count: int) -> Iterator[Run]:
    """Yield what several runs hold as one run in `count` pieces, so that they need never be in memory together."""
    edges = np.array([(1 << 64) * number // count for number in range(1, count)], np.uint64)
    bounds = [[0, *np.searchsorted(run.hashes, edges).tolist(), run.hashes.size] for run in runs]
    for piece in range(count):
        parts = [slice(ends[piece], ends[piece + 1]) for ends in bounds]
        yield joined([Run(run.hashes[part], run.seqs[part]) for run, part in zip(runs, parts, strict=True)])


def hits(runs: Iterable[Run], wanted: Hashes) -> pl.DataFrame:
    """Return `row` (a place in `wanted`) and `seq` (a flush) wherever a hash is known."""
    # In order, because neighbors are found in the same pages of a long run.
    order = np.argsort(wanted, kind="stable")
    found = [_hits(run, wanted[order]) for run in runs]
    rows = pl.concat([pl.DataFrame(schema={"row": pl.Int64, "seq": pl.Int64}), *found])
    return rows.with_columns(row=pl.Series(order[rows["row"].to_numpy()], dtype=pl.Int64))


def _hashed(text: bytes, *, count: int, length: int) -> Hashes:
    words = np.zeros((count, -(-length // 8) * 8), np.uint8)
    words[:, :length] = np.frombuffer(text, np.uint8).reshape(count, length)
    found = np.full(count, length, np.uint64)
    for word in words.view(_WORD).T:
        found = (found ^ word) * _PER_WORD
        found ^= found >> _HALF
    for factor in _LAST:
        found = (found ^ (found >> _THIRD)) * factor
    return found ^ (found >> _THIRD)


def _sorted(unsorted: Hashes, seqs: Seqs) -> Run:
    # A stable sort is linear where the parts are sorted already.
    order = np.argsort(unsorted, kind="stable")
    return Run(unsorted[order], seqs[order])


def _hits(run: Run, wanted: Hashes) -> pl.DataFrame:
    first = np.searchsorted(run.hashes, wanted, side="left")
    known = np.flatnonzero(run.hashes[np.minimum(first, run.hashes.size - 1)] == wanted)
    counts = np.searchsorted(run.hashes, wanted[known], side="right") - first[known]
    # Two ids may share a hash: each place is a candidate.
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    places = np.repeat(first[known], counts) + offsets
    return pl.DataFrame({"row": np.repeat(known, counts).astype(np.int64), "seq": run.seqs[places]})
