"""Find the rows of some customers in sorted frames, without reading the rest."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tenure.signals.rules.clockfaces import Numbers
from tenure.signals.rules.partials import sections
from tenure.signals.rules.tallies import starts

Mask = NDArray[np.bool_]


def rows_of(frame: pl.DataFrame, customers: pl.Series) -> pl.DataFrame:
    """Return the rows of some customers (sorted) from a frame sorted by `customer_id`, measure by measure if any."""
    if frame.is_empty() or customers.is_empty():
        return frame.clear()
    ids, wanted = frame["customer_id"].to_numpy(), customers.to_numpy()
    parts = [_rows_of(frame, ids, wanted, bounds) for bounds in sections(frame)]
    return parts[0] if len(parts) == 1 else pl.concat(parts)


def _rows_of(frame: pl.DataFrame, ids: Numbers, wanted: Numbers, bounds: tuple[int, int]) -> pl.DataFrame:
    column = ids[bounds[0] : bounds[1]]
    first = np.searchsorted(column, wanted, side="left")
    last = np.searchsorted(column, wanted, side="right")
    counts = last - first
    if counts.sum() == last[-1] - first[0]:
        # All rows between the first and the last are wanted, as when everybody is computed: none is copied.
        return frame[bounds[0] + int(first[0]) : bounds[0] + int(last[-1])]
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    found: pl.DataFrame = frame[np.repeat(first, counts) + offsets + bounds[0]]
    return found


def met(frames: Iterable[pl.DataFrame], customers: pl.Series) -> pl.Series:
    """Return those of some customers (sorted) who have a row in any of the frames."""
    wanted = customers.to_numpy()
    found = np.zeros(wanted.size + 1, dtype=np.bool_)
    # The smallest first: when everybody is met, the others are not looked at.
    for frame in sorted((each for each in frames if each.height >= 1), key=lambda each: each.height):
        if found[:-1].all():
            break
        ids = frame["customer_id"].to_numpy()
        distinct = ids[starts(ids)]
        places = np.searchsorted(wanted, distinct)
        places[wanted[np.minimum(places, wanted.size - 1)] != distinct] = wanted.size
        found[places] = True
    return customers.filter(pl.Series(found[:-1]))


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
