"""Remember every message id of a workspace as a 64-bit hash, to find repeats.

The index is a few sorted runs of growing size, as in a log-structured merge tree: adding a flush
merges small runs only, so that the cost of an id is logarithmic. A hash says "perhaps": the caller
confirms it on the stored message id, in the flush that the index names.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Seqs = NDArray[np.int64]


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


def hashed(key: pl.Expr) -> pl.Expr:
    """Return the hash of an id; the same within one process, which is as long as an index lives."""
    return key.hash(seed=0)


def added(index: MessageIndex, new: Hashes, *, seqs: Seqs) -> MessageIndex:
    """Return the index with more ids, the flush of each beside it."""
    if not new.size:
        return index
    runs, last = list(index.runs), _sorted(new, seqs)
    while runs and runs[-1].hashes.size < 2 * last.hashes.size:
        run = runs.pop()
        last = _sorted(np.concatenate([run.hashes, last.hashes]), np.concatenate([run.seqs, last.seqs]))
    return MessageIndex((*runs, last))


def hits(index: MessageIndex, wanted: Hashes) -> pl.DataFrame:
    """Return `row` (a place in `wanted`) and `seq` (a flush) wherever a hash is known."""
    found = [_hits(run, wanted) for run in index.runs]
    return pl.concat([pl.DataFrame(schema={"row": pl.Int64, "seq": pl.Int64}), *found])


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
