"""Name the files that together hold every profile up to one point of the stream."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Profiles up to and including `seq`: the rows of `overlay` stand in the place of those of `base`.

    An empty name stands for a file without rows. `folded_at` is the arrival of the last event in the base.
    """

    seq: int
    base: str
    overlay: str
    folded_at: datetime | None

    @property
    def files(self) -> frozenset[str]:
        """Return the names of the files that this snapshot needs."""
        return frozenset(filter(None, (self.base, self.overlay)))


NOTHING = Snapshot(seq=0, base="", overlay="", folded_at=None)
