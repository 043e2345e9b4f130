"""Know the days that a chart shows."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = 30
WEEK = 7


def shown_days(now: datetime, *, time_zone: str) -> tuple[date, ...]:
    """Return the last 30 days of the workspace, today last."""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    return tuple(today - timedelta(days=back) for back in range(DAYS - 1, -1, -1))


def start_of(day: date, *, time_zone: str) -> datetime:
    """Return the first instant of a day, in UTC as the stream has it."""
    return datetime.combine(day, datetime.min.time(), ZoneInfo(time_zone)).astimezone(UTC)
