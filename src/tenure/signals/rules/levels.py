"""Keep what grows as a few sorted runs of falling size, as in a log-structured merge tree.

A tick adds one small run. Runs are joined only with neighbors of like size, so that a row is rewritten a few times
in all, whatever the number of customers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# A run is at least this many times as long as the next one.
FACTOR: Final = 4


@dataclass(frozen=True, slots=True)
class Run:
    """A file with sorted rows."""

    name: str
    row_count: int


def kept_apart(runs: Sequence[Run], *, added: int) -> int:
    """Return how many of the oldest runs stay as they are when `added` rows come; the others join the new ones."""
    last, count = added, len(runs)
    while count and runs[count - 1].row_count < FACTOR * last:
        last += runs[count - 1].row_count
        count -= 1
    return count
