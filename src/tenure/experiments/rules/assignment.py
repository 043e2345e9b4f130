"""Draw arms without dice: the same unit meets the same arm of the same salt forever.

The mixing is splitmix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from tenure.kernel.ids import stable_hash

_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)


def drawn(units: pl.Series, *, salt: str) -> pl.Series:
    """Return a number in [0, 1) for each unit (Int64, a customer's or account's id), evenly spread."""
    mixed = units.cast(pl.Int64).to_numpy().view(np.uint64) ^ np.uint64(stable_hash(salt))
    mixed = mixed + _STEP
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
    mixed = mixed ^ (mixed >> np.uint64(31))
    return pl.Series(units.name, (mixed >> np.uint64(11)) / 2.0**53, dtype=pl.Float64)


def arms(units: pl.Series, *, salt: str, names: Sequence[str], shares: Sequence[float]) -> pl.Series:
    """Return for each unit the name of its arm; `shares` of the same order sum to 1."""
    places = arm_numbers(units, salt=salt, shares=shares)
    return pl.Series(units.name, list(names), dtype=pl.String).gather(pl.Series(places, dtype=pl.UInt32))


def arm_numbers(units: pl.Series, *, salt: str, shares: Sequence[float]) -> npt.NDArray[np.int64]:
    """Return for each unit the number of its arm; `shares` in the order of the arms sum to 1."""
    bounds = np.array(list(accumulate(shares))[:-1])
    return np.searchsorted(bounds, drawn(units, salt=salt).to_numpy(), side="right")
