"""Hold a workspace's snapshot open in the memory of a process, and follow it from one to the next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from tenure.signals.rules.evaluating import DUE
from tenure.signals.rules.lookups import Mask, newest_of, rows_of, with_dead
from tenure.signals.rules.partials import FAMILIES, joined, renamed
from tenure.signals.rules.snapshots import Snapshot
from tenure.signals.rules.tallies import distinct
from tenure.signals.stores import arrow

VALUES = "values"
MERGES = pl.Schema({"from_id": pl.Int64(), "to_id": pl.Int64()})


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot with its frames, mapped into memory; `merges` are customers who are others now.

    `alive` has for each run of values which of its rows no newer run replaces.
    """

    snapshot: Snapshot
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    alive: dict[str, Mask] = field(default_factory=dict)
    merges: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MERGES))

    def family(self, family: str) -> list[pl.DataFrame]:
        """Return the frames of a family, oldest first."""
        return [self.frames[run.name] for run in self.snapshot.runs.get(family, ())]

    def partials(self, customers: pl.Series, gained: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """Return what is kept of some customers (sorted), with what was gained meanwhile."""
        wanted = self._with_merged(customers)
        return {
            family: joined(
                family,
                [
                    *(rows_of(frame, wanted) for frame in self.family(family)),
                    *([rows_of(gained[family], customers)] if family in gained else []),
                ],
                merges=self.merges if len(wanted) > len(customers) else None,
            )
            for family in FAMILIES
        }

    def stated(self, customers: pl.Series) -> pl.DataFrame:
        """Return what some customers (sorted) stated."""
        wanted = self._with_merged(customers)
        return joined("stated", [rows_of(frame, wanted) for frame in self.family("stated")], merges=self.merges)

    def values(self) -> list[tuple[pl.DataFrame, Mask]]:
        """Return the runs of values, each with which of its rows are the newest."""
        return [(self.frames[run.name], self.alive[run.name]) for run in self.snapshot.runs.get(VALUES, ())]

    def values_of(self, customers: pl.Series) -> pl.DataFrame | None:
        """Return the values of those of some customers (sorted) who have any; None before there are values."""
        runs = self.values()
        if not runs:
            return None
        return pl.concat([runs[0][0].clear(), *newest_of(runs, customers)]).sort("customer_id")

    def current(self) -> pl.LazyFrame | None:
        """Return the values of everybody; None before there are values."""
        runs = self.values()
        return pl.concat([frame.lazy().filter(pl.Series(alive)) for frame, alive in runs]) if runs else None

    def due(self, up_to: int) -> pl.Series:
        """Return the customers of whom something changes by the clock up to an instant (microseconds), sorted."""
        ids = [
            frame["customer_id"].to_numpy()[alive & (frame[DUE].to_numpy() <= up_to)] for frame, alive in self.values()
        ]
        found = np.concatenate(ids) if ids else np.array([], dtype=np.int64)
        return pl.Series("customer_id", np.sort(found), dtype=pl.Int64)

    def next_due(self) -> int | None:
        """Return the next instant (microseconds) at which something changes by the clock."""
        dues = [int(frame[DUE].to_numpy()[alive].min()) for frame, alive in self.values() if alive.any()]
        return min(dues, default=None)

    def _with_merged(self, customers: pl.Series) -> pl.Series:
        before = self.merges.filter(pl.col("to_id").is_in(customers.implode()))["from_id"]
        return pl.concat([customers, before]).unique().sort() if len(before) else customers

    def customers(self) -> pl.Series:
        """Return everybody of whom anything is kept, sorted, under the ids that they have now."""
        ids = [frame["customer_id"].to_numpy() for family in FAMILIES for frame in self.family(family)]
        everyone = pl.DataFrame({"customer_id": pl.Series(distinct(ids), dtype=pl.Int64)})
        return renamed(everyone, self.merges)["customer_id"].unique().sort()


def opened(folder: Path, snapshot: Snapshot, *, merges: pl.DataFrame, before: Held | None = None) -> Held:
    """Return a snapshot with its frames; what the one `before` has open already is not opened again."""
    known = before.frames if before else {}
    frames = {name: known[name] if name in known else arrow.read(folder / name) for name in snapshot.files}
    runs = [run.name for run in snapshot.runs.get(VALUES, ())]
    alive = {name: _alive(name, runs, frames, before, merges) for name in runs}
    return Held(snapshot, frames, alive, merges)


def _alive(
    name: str, runs: list[str], frames: dict[str, pl.DataFrame], before: Held | None, merges: pl.DataFrame
) -> Mask:
    newer: Iterable[str] = runs[runs.index(name) + 1 :]
    mask = np.ones(frames[name].height, dtype=np.bool_)
    if before is not None and name in before.alive:
        # What was replaced stays replaced: only runs that are new since then can replace more.
        mask, newer = before.alive[name], [each for each in newer if each not in before.alive]
    return with_dead(mask, frames[name], [merges["from_id"], *(frames[each]["customer_id"] for each in newer)])
