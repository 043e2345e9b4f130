"""Turn daily counts into stacked bars on a scale people can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

# The drawing is stretched to its place, so these are parts of it, not pixels.
COLUMN = 100
BAR = 62
HEIGHT = 1000
TICKS = 4
NICE = (1, 2, 2.5, 5, 10)


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
        bars=tuple(_bar(i, column, ticks[0]) for i, column in enumerate(columns)),
        ticks=ticks,
        width=len(columns) * COLUMN,
    )


def scale(totals: Sequence[int]) -> tuple[int, ...]:
    """Return round steps from above the greatest total down to 0, never fractions."""
    highest = max([*totals, TICKS])
    magnitude = 10 ** (len(str(highest // TICKS)) - 1)
    steps = (round(nice * magnitude) for nice in NICE if nice * magnitude == round(nice * magnitude))
    step = next(step for step in steps if step * TICKS >= highest)
    return tuple(step * i for i in range(TICKS, -1, -1))


def _bar(place: int, column: Sequence[int], top: int) -> Bar:
    heights = [round(total * HEIGHT / top) for total in accumulate(column, initial=0)]
    pieces = [
        Piece(series, HEIGHT - upper, upper - lower)
        for series, (lower, upper) in enumerate(zip(heights, heights[1:], strict=False))
        if upper > lower
    ]
    return Bar(x=place * COLUMN + (COLUMN - BAR) // 2, pieces=tuple(pieces), total=sum(column))
