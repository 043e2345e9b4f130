"""Say what time it is in a workspace when it is some time in the world."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class WorkspaceClock:
    """A clock that showed `workspace_at` at the real instant `real_at` and goes at `rate` since.

    Rate 1 is the world's pace (live workspaces), 0 a frozen clock.
    """

    workspace_at: datetime
    real_at: datetime
    rate: float

    def at(self, real: datetime) -> datetime:
        """Return the workspace's time at a real instant; never before the anchor."""
        passed = max(real - self.real_at, real - real)
        return (self.workspace_at + passed * self.rate).astimezone(UTC)

    def real(self, shown: datetime) -> datetime | None:
        """Return the real instant from which on the clock shows an instant; None when it never will."""
        left = max(shown - self.workspace_at, shown - shown)
        if not left:
            return self.real_at
        try:
            return self.real_at + left / self.rate
        except (ZeroDivisionError, OverflowError):
            # It stands, or goes so slowly that the calendar ends before.
            return None
