"""Turn a short series into the points of a small line."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 104
HEIGHT = 34
# Half of the stroke, so that a peak is not cut off by the edge.
MARGIN = 2
# One value makes no line.
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line and the area under it, as SVG coordinates in whole pixels."""

    line: str
    area: str
    width: int = WIDTH
    height: int = HEIGHT


def sparkline(values: Sequence[float]) -> Sparkline | None:
    """Return the drawing of a series from its own lowest to its highest value; None when it has too few values."""
    if len(values) < FEWEST:
        return None
    low, high = min(values), max(values)
    span = (high - low) or 1
    # A flat line lies on the ground, not in the middle of nowhere.
    points = [
        (round(i * WIDTH / (len(values) - 1)), round(HEIGHT - MARGIN - (value - low) / span * (HEIGHT - 2 * MARGIN)))
        for i, value in enumerate(values)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    return Sparkline(line=line, area=f"0,{HEIGHT} {line} {WIDTH},{HEIGHT}")
