"""Turn counts of people at each step into bars that grow shorter on the way."""

from collections.abc import Sequence
from dataclasses import dataclass

# The drawing is stretched to its place, so these are parts of it, not pixels.
WIDTH = 1000
# Somebody is never drawn as nobody.
LEAST = 4


@dataclass(frozen=True, slots=True)
class FunnelBar:
    """One step: how wide its bar is, how much of that is those who are there still, and its share of the first."""

    width: int
    here_width: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """A chart: its bars from the first step on, each `width` wide at most."""

    bars: tuple[FunnelBar, ...]
    width: int = WIDTH


def funnel(counts: Sequence[int], here: Sequence[int]) -> Funnel:
    """Return the drawing of how many came to each step, and of how many of those stand there."""
    first, most = (counts[0] if counts else 0), max([*counts, 1])
    return Funnel(
        tuple(
            FunnelBar(_wide(count, most), _wide(min(there, count), most), count / first if first else None)
            for count, there in zip(counts, here, strict=True)
        )
    )


def _wide(count: int, most: int) -> int:
    return max(LEAST, round(count * WIDTH / most)) if count else 0
