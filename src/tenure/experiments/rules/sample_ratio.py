"""Check that groups are as large as they were drawn: where they are not, nothing can be read.

Fabijan et al. 2019, "Diagnosing sample ratio mismatch in online controlled experiments"; the test is Pearson's
chi-square (1900).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, exp, inf, pi, sqrt
from typing import Final

BLOCKS_BELOW: Final = 0.001


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """How likely it is that chance alone made groups of such sizes."""

    p_value: float

    @property
    def is_as_drawn(self) -> bool:
        """Return whether the groups may be compared."""
        return self.p_value >= BLOCKS_BELOW


def sample_ratio(counts: Mapping[str, int], shares: Mapping[str, float]) -> SampleRatio:
    """Compare how many met each arm with the shares that were drawn; whoever met an arm without a share is a breach."""
    total, whole = sum(counts.values()), sum(shares.values())
    if not total:
        return SampleRatio(1.0)
    distance = 0.0
    for arm in {*counts, *shares}:
        expected, found = total * shares.get(arm, 0.0) / whole, counts.get(arm, 0)
        distance += (found - expected) ** 2 / expected if expected else (inf if found else 0.0)
    drawn = sum(share > 0 for share in shares.values())
    return SampleRatio(0.0 if distance == inf else above(distance, freedom=drawn - 1))


def above(distance: float, *, freedom: int) -> float:
    """Return how likely a chi-square value so large or larger is (Abramowitz and Stegun 26.4.4 and 26.4.5)."""
    if freedom <= 0:
        return 1.0
    half = distance / 2
    is_odd = freedom % 2
    term = sqrt(2 * distance / pi) * exp(-half) if is_odd else exp(-half)
    total = erfc(sqrt(half)) if is_odd else 0.0
    for each in range(1 if is_odd else 0, freedom // 2 + is_odd):
        total += term
        term *= distance / (2 * each + 1) if is_odd else half / (each + 1)
    return min(total, 1.0)
