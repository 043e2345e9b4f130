"""Keep runs in memory by their numbers, so that some are read and changed without touching the others."""

import numpy as np
import numpy.typing as npt
import polars as pl

from tenure.journeys.rules.runs import ROWS

Numbers = npt.NDArray[np.int64]


class Ledger:
    """Hold runs (columns of ROWS) by `row`, which counts them."""

    def __init__(self, runs: pl.DataFrame) -> None:
        """Begin with some runs, whose `row` says how many came before."""
        self._open = runs
        self._done: list[pl.DataFrame] = []
        self._place = np.arange(runs.height)  # by row: where it stands among those that are open

    @property
    def size(self) -> int:
        """Return how many runs there are, those put aside included."""
        return len(self._place)

    @property
    def runs(self) -> pl.DataFrame:
        """Return the runs that were not put aside."""
        return self._open

    def at(self, rows: Numbers) -> pl.DataFrame:
        """Return some runs, in the order of their rows."""
        return self._open[self._place[rows]]

    def change(self, changed: pl.DataFrame) -> None:
        """Keep some columns of some runs, named by `row`, as they are now."""
        names = [name for name in changed.columns if name != "row"]
        number, height = np.arange(self._open.height), self._open.height
        number[self._place[changed["row"].to_numpy()]] = np.arange(height, height + changed.height)
        told = self._open[names].vstack(changed[names])[number].to_dict()
        self._open = pl.DataFrame({name: told.get(name, self._open[name]) for name in ROWS})

    def add(self, runs: pl.DataFrame) -> None:
        """Keep new runs, whose `row` goes on counting."""
        places = np.arange(self._open.height, self._open.height + runs.height)
        self._place = np.concatenate([self._place, places])
        self._open = pl.concat([self._open, runs])

    def put_aside(self, is_done: pl.Series) -> None:
        """Keep those of the open runs to which nothing happens any more out of the way."""
        self._done.append(self._open.filter(is_done))
        self._open = self._open.filter(~is_done)
        self._place[self._open["row"].to_numpy()] = np.arange(self._open.height)

    def everyone(self) -> pl.DataFrame:
        """Return every run, in the order of the rows."""
        return pl.concat([pl.DataFrame(schema=ROWS), *self._done, self._open]).sort("row")
