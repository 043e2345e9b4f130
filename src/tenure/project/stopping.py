"""Hear the wish to stop.

A `threading.Event` cannot carry it: a second signal that interrupts the first one's `set` waits for a lock
that its own thread holds, forever.
"""

import signal
import time
from types import FrameType


class Stopping:
    """Whether somebody wished that this process stops."""

    def __init__(self) -> None:
        """Nobody did yet."""
        self.is_wished = False

    def listen(self) -> None:
        """Take SIGTERM and SIGINT as the wish, however often they come."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._wish)

    def rest(self, seconds: float) -> bool:
        """Rest for a moment, and return whether the wish came; keep the moment short."""
        time.sleep(seconds)
        return self.is_wished

    def _wish(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.is_wished = True
