"""Let a worker with nothing to do rest: what it looks at while it rests costs next to nothing, a turn does not."""

import time
from typing import Protocol

from tenure.project.stopping import Stopping

# How often it looks whether anything was committed.
POLL = 0.02
# Not all that is committed makes work, and what does may have come without an event: a turn, but not at once.
AFTER_CHANGE = 0.25
# What nobody committed may be tried again: an act that failed, a mail server that was away.
LONGEST = 1.0


class Resting(Protocol):
    """What may have news."""

    def version(self) -> object:
        """Return what stays the same as long as nothing came; it must be cheap."""

    def has_news(self) -> bool:
        """Return whether something came that must not wait."""

    def wakes_at(self) -> float:
        """Return the monotonic instant at which time alone makes something due; infinity when it does not."""


def rest(worker: Resting, *, since: object, stop: Stopping) -> None:
    """Return when there may be something to do that was not there at the version `since`."""
    begun = time.monotonic()
    until = min(begun + LONGEST, worker.wakes_at())
    while time.monotonic() < until and not stop.rest(POLL):
        version = worker.version()
        if version == since:
            continue
        if worker.has_news():
            return
        since, until = version, min(until, begun + AFTER_CHANGE)
