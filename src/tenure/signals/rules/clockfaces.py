"""Read a workspace's clock as numbers of days and minutes."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from tenure.signals.rules import calendars
from tenure.signals.rules.calendars import NEVER, Instants
from tenure.signals.rules.windows import Unit, Window

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clockface:
    """What a workspace's clock shows: the instant, and the numbers of its day and minute."""

    now: datetime
    zone: str

    def number(self, unit: Unit) -> int:
        """Return the number of the day or minute that it is."""
        return calendars.day_number(self.now, zone=self.zone) if unit == "day" else calendars.minute_number(self.now)

    def inside(self, buckets: Numbers, window: Window) -> NDArray[np.bool_]:
        """Return which numbered days or minutes lie in a window."""
        last = self.number(window.unit) - window.ago
        return (buckets > last - window.length) & (buckets <= last)

    def begins(self, numbers: Numbers, unit: Unit) -> Instants:
        """Return the instants at which numbered days or minutes begin; NEVER stays."""
        instants = np.full(numbers.shape, NEVER, dtype=np.int64)
        is_known = numbers < NEVER
        if unit == "day":
            instants[is_known] = calendars.beginnings_of_days(numbers[is_known], zone=self.zone)
        else:
            instants[is_known] = numbers[is_known] * calendars.MINUTE
        return instants
