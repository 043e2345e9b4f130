"""Keep the runs of a simulation in memory: by customer and by due time, without touching the others."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from tenure.journeys.rules.runs import INSTANT, ROWS

Places = npt.NDArray[np.int64]

# What each run has from its candidate, and never changes.
_FIXED: Final = ("journey_id", "version_id", "customer_id", "entry_key", "entry", "unit")
_TEXTS: Final = ("arm", "state", "node", "reason")
_NUMBERS: Final = ("since_seq", "since_position", "visit")
_INSTANTS: Final = ("enrolled_at", "due_at", "ended_at", "goal_at", "goal_until")
NEVER: Final = np.iinfo(np.int64).max


class Ledger:
    """Hold at most one run for each candidate; its place is that of its candidate, whose `seq` is its own."""

    def __init__(self, candidates: pl.DataFrame) -> None:
        """Begin without runs; candidates are in the order of `seq`."""
        size = candidates.height
        self._fixed = candidates.select(_FIXED)
        self._seqs = candidates["seq"].to_numpy()
        customers = candidates["customer_id"].to_numpy()
        self._order = np.argsort(customers, kind="stable")
        self._customers = customers[self._order]
        self._has_run = np.zeros(size, dtype=np.bool_)
        self._texts = {name: np.full(size, "", dtype=np.object_) for name in _TEXTS}
        self._numbers = {name: np.zeros(size, dtype=np.int64) for name in _NUMBERS}
        self._instants = {name: np.full(size, NEVER, dtype=np.int64) for name in _INSTANTS}

    def due(self, now: int) -> Places:
        """Return the places of the runs that are due at an instant, in microseconds."""
        return np.flatnonzero(self._instants["due_at"] <= now)

    def next_due(self) -> int:
        """Return when the next run is due, in microseconds, or NEVER."""
        return int(self._instants["due_at"].min(initial=NEVER))

    def of(self, customers: pl.Series) -> Places:
        """Return the places of the runs of some customers."""
        wanted = customers.unique().to_numpy()
        first = np.searchsorted(self._customers, wanted, side="left")
        counts = np.searchsorted(self._customers, wanted, side="right") - first
        # The ranges from `first` on, one after the other.
        offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        places: Places = self._order[np.repeat(first, counts) + offsets]
        return places[self._has_run[places]]

    def rows(self, places: Places) -> pl.DataFrame:
        """Return the runs at some places as a frame of ROWS; `row` counts them."""
        told = [pl.Series(name, column[places], dtype=pl.Int64) for name, column in self._numbers.items()]
        told += [pl.Series(name, column[places].tolist(), dtype=pl.String) for name, column in self._texts.items()]
        instants = [pl.Series(name, column[places], dtype=pl.Int64) for name, column in self._instants.items()]
        known = self._fixed[places].with_columns(
            *told,
            *(pl.when(each != NEVER).then(each).cast(INSTANT).alias(each.name) for each in instants),
            row=pl.int_range(len(places), dtype=pl.Int64),
            id=pl.lit(None, pl.Int64),
            entry_seq=pl.Series(self._seqs[places], dtype=pl.Int64),
        )
        return known.select(ROWS.names()).cast(ROWS)

    def places(self, runs: pl.DataFrame) -> Places:
        """Return the places of some runs (columns of ROWS)."""
        return np.searchsorted(self._seqs, runs["entry_seq"].to_numpy()).astype(np.int64)

    def write(self, runs: pl.DataFrame) -> None:
        """Keep runs (columns of ROWS) as they are now."""
        places = self.places(runs)
        self._has_run[places] = True
        for name, texts in self._texts.items():
            texts[places] = runs[name].to_list()
        for name, numbers in self._numbers.items():
            numbers[places] = runs[name].to_numpy()
        for name, instants in self._instants.items():
            instants[places] = runs[name].cast(pl.Int64).fill_null(NEVER).to_numpy()

    def everyone(self) -> pl.DataFrame:
        """Return every run as a frame of ROWS."""
        return self.rows(np.flatnonzero(self._has_run))
