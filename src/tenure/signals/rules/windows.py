"""Describe spans of time that end now, or a while ago, and move with the clock.

From two days on a window counts whole days of the workspace's zone, today included. A shorter one is exact
to the minute. Places in time are numbered: days since 1970-01-01 in the zone, or minutes since then in UTC.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from tenure.kernel.errors import BadInput

Unit = Literal["day", "minute"]

MINUTES: Final = {"m": 1, "h": 60, "d": 1_440, "w": 10_080}
WHOLE_DAYS_FROM: Final = 2 * MINUTES["d"]
LONGEST_DAYS: Final = 3_660
_SPAN: Final = re.compile(r"([1-9][0-9]{0,6})([mhdw])")


@dataclass(frozen=True, slots=True)
class Window:
    """The last `length` days or minutes, or as many that ended `ago` days or minutes before now."""

    length: int
    unit: Unit
    ago: int = 0

    @property
    def reach(self) -> int:
        """Return how many days or minutes back the window's first one is."""
        return self.ago + self.length

    def before(self) -> "Window":
        """Return the window of the same length that ends where this one begins."""
        return Window(self.length, self.unit, self.ago + self.length)

    def spelled(self) -> str:
        """Return the window's length as users write it."""
        return f"{self.length}d" if self.unit == "day" else f"{self.length}m"


def window(text: str, *, ago: str | None = None) -> Window:
    """Return the window that `7d`, `24h`, `90m` or `2w` names, ending now or `ago` before."""
    length = _minutes(text, field="window")
    shift = 0 if ago is None else _minutes(ago, field="ago")
    day = MINUTES["d"]
    if length + shift > LONGEST_DAYS * day:
        raise BadInput(f"A window reaches back at most {LONGEST_DAYS} days; leave it out for all time.", field="window")
    if length < WHOLE_DAYS_FROM:
        return Window(length, "minute", shift)
    for field, span, given in (("window", length, text), ("ago", shift, ago)):
        if span % day:
            raise BadInput(f"From two days on windows count whole days: {given!r} is none; say e.g. `3d`.", field=field)
    return Window(length // day, "day", shift // day)


def _minutes(text: str, *, field: str) -> int:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise BadInput(f"{text!r} is no span of time; say e.g. `90m`, `24h`, `7d` or `2w`.", field=field)
    return int(found[1]) * MINUTES[found[2]]
