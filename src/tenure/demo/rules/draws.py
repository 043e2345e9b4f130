"""Draw for many people at once, without dice: the same seed, people and day always draw the same."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tenure.kernel.ids import stable_hash

Fractions = NDArray[np.float64]
Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

_GAMMA: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)


def fractions(seed: str, what: str, numbers: Numbers, *, day: int = 0) -> Fractions:
    """Return a fraction in [0, 1) for each person, by SplitMix64 (Steele, Lea and Flood 2014) over seed and number."""
    start = np.uint64(stable_hash(seed, what, str(day)))
    with np.errstate(over="ignore"):
        mixed = start + (numbers.astype(np.uint64) + np.uint64(1)) * _GAMMA
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53
