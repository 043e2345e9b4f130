"""Let each key send so many events a second, and no more than a second's worth at once."""

from math import ceil
from typing import Final

from tenure.events.front.keys import Key

BURST: Final = 1.0  # seconds


class Rates:
    """What each key has sent of late. One that sent too much waits, and what it may send meanwhile is not saved up."""

    def __init__(self, events_per_second: float) -> None:
        """Let every key send so much; 0 sets no limit."""
        self._seconds_each = 1 / events_per_second if events_per_second else 0.0
        # Until when what a key has sent would take, at its rate; of keys that work, so it stays small.
        self._busy_until: dict[Key, float] = {}

    def wait(self, key: Key, *, now: float) -> int:
        """Return after how many seconds a key may send again, 0 when it may now."""
        if not self._seconds_each:
            return 0
        ahead = self._busy_until.get(key, now) - now
        return 0 if ahead <= BURST else ceil(ahead - BURST)

    def spend(self, key: Key, events: int, *, now: float) -> None:
        """Note that a key has sent events; a request without any counts as one."""
        if self._seconds_each:
            begun = max(now, self._busy_until.get(key, now))
            self._busy_until[key] = begun + max(1, events) * self._seconds_each
