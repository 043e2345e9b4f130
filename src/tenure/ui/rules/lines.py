"""Turn a few series into lines on a scale from nothing to everything, or to the next round number."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, log10

WIDTH = 1000
HEIGHT = 1000
STEPS = 4
NICE = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Mark:
    """One point: where it stands in the drawing."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its place in the legend, and its points; a gap in the values begins another stretch."""

    series: int
    stretches: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A chart: its lines and its scale, from the top down to 0."""

    lines: tuple[Line, ...]
    ticks: tuple[float, ...]
    width: int = WIDTH
    height: int = HEIGHT


def drawn_lines(series: Sequence[Sequence[float | None]], *, top: float | None = None) -> Lines:
    """Return the drawing of series of equal length; with `top`, the scale ends there."""
    highest = max((value for values in series for value in values if value is not None), default=0.0)
    ticks = _scale(highest) if top is None else tuple(top * step / STEPS for step in range(STEPS, -1, -1))
    return Lines(tuple(_line(place, values, top=ticks[0]) for place, values in enumerate(series)), ticks)


def _scale(highest: float) -> tuple[float, ...]:
    """Return round steps from just above a number down to 0."""
    if highest <= 0:
        return tuple(float(step) for step in range(STEPS, -1, -1))
    rough = highest / STEPS
    magnitude = 10.0 ** (ceil(log10(rough)) - 1)
    step = next(nice * magnitude for nice in NICE if nice * magnitude * STEPS >= highest)
    return tuple(step * count for count in range(STEPS, -1, -1))


def _line(place: int, values: Sequence[float | None], *, top: float) -> Line:
    across = max(len(values) - 1, 1)
    marks = [
        None if value is None else Mark(round(at * WIDTH / across), round(HEIGHT - value / top * HEIGHT))
        for at, value in enumerate(values)
    ]
    stretches = [list(found) for is_gap, found in groupby(marks, key=lambda mark: mark is None) if not is_gap]
    spelled = (" ".join(f"{mark.x},{mark.y}" for mark in found if mark) for found in stretches)
    return Line(place, tuple(spelled), tuple(mark for mark in marks if mark))
