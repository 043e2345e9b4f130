"""Turn daily counts into stacked bars on a scale people can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

# The drawing is stretched to its place, so these are parts of it, not pixels.
COLUMN = 100
BAR = 62
HEIGHT = 1000
STEPS = 5
NICE = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Piece:
    """One series' part of a bar; `series` is its place in the legend."""

    series: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One column: where it stands, its pieces from the ground up, and what it adds up to."""

    x: int
    pieces: tuple[Piece, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart: its columns and its scale, from the top down to 0."""

    bars: tuple[Bar, ...]
    ticks: tuple[int, ...]
    width: int
    column: int = COLUMN
    bar: int = BAR
    height: int = HEIGHT


def stacked_bars(series: Sequence[Sequence[int]]) -> Bars:
    """Return the drawing of series of equal length, one bar for each place in them."""
    columns = list(zip(*series, strict=True))
    ticks = scale([sum(column) for column in columns])
    return Bars(
        bars=tuple(_bar(i, column, top=ticks[0]) for i, column in enumerate(columns)),
        ticks=ticks,
        width=len(columns) * COLUMN,
    )


def scale(totals: Sequence[int]) -> tuple[int, ...]:
    """Return whole round steps from just above the greatest total down to 0, at most `STEPS` of them."""
    highest = max([*totals, STEPS])
    magnitude = 10 ** (len(str(highest // STEPS)) - 1)
    step = next(nice * magnitude for nice in NICE if nice * magnitude * STEPS >= highest)
    return tuple(range(-(-highest // step) * step, -1, -step))


def _bar(place: int, column: Sequence[int], *, top: int) -> Bar:
    heights = [round(total * HEIGHT / top) for total in accumulate(column, initial=0)]
    pieces = [
        Piece(series, HEIGHT - upper, upper - lower)
        for series, (lower, upper) in enumerate(pairwise(heights))
        if upper > lower
    ]
    return Bar(x=place * COLUMN + (COLUMN - BAR) // 2, pieces=tuple(pieces), total=sum(column))
