"""Find the rows of some customers in sorted frames, without reading the rest."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def rows_of(frame: pl.DataFrame, customers: pl.Series) -> pl.DataFrame:
    """Return the rows of some customers from a frame sorted by `customer_id`."""
    if frame.is_empty() or customers.is_empty():
        return frame.clear()
    column, wanted = frame["customer_id"].to_numpy(), customers.to_numpy()
    first = np.searchsorted(column, wanted, side="left")
    counts = np.searchsorted(column, wanted, side="right") - first
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    found: pl.DataFrame = frame[np.repeat(first, counts) + offsets]
    return found


def met(frames: Iterable[pl.DataFrame], customers: pl.Series) -> pl.Series:
    """Return those of some customers (sorted) who have a row in any of the frames, each sorted by `customer_id`."""
    wanted = customers.to_numpy()
    found = np.zeros(wanted.size, dtype=np.bool_)
    for frame in frames:
        column = frame["customer_id"].to_numpy()
        found |= np.searchsorted(column, wanted, side="right") > np.searchsorted(column, wanted, side="left")
    return customers.filter(pl.Series(found))


def with_dead(alive: Mask, frame: pl.DataFrame, gone: Iterable[pl.Series]) -> Mask:
    """Return which rows of a frame with one row a customer are still the newest, when some came again later."""
    column = frame["customer_id"].to_numpy()
    left = alive.copy()
    for ids in gone:
        places = np.searchsorted(column, ids.to_numpy())
        found = places[places < column.size]
        left[found[column[found] == ids.to_numpy()[places < column.size]]] = False
    return left


def newest_of(frames: Sequence[tuple[pl.DataFrame, Mask]], customers: pl.Series) -> list[pl.DataFrame]:
    """Return from each frame the living rows of some customers; each customer lives in one frame at most."""
    found: list[pl.DataFrame] = []
    for frame, alive in frames:
        if frame.is_empty() or customers.is_empty():
            continue
        column, wanted = frame["customer_id"].to_numpy(), customers.to_numpy()
        places = np.searchsorted(column, wanted)
        inside = places[places < column.size]
        met = inside[column[inside] == wanted[places < column.size]]
        found.append(frame[met[alive[met]]])
    return found
