"""Find the instants of local times, whatever clocks do there.

Where a clock jumps over a time, the first instant after the jump is meant; where it shows a time twice, the first.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAY = "workday"
_SATURDAY = 5


def instant(day: date, at: str, *, zone: str) -> datetime:
    """Return the instant at which clocks of a zone show a time (such as 09:00) on a day."""
    return _instant(day, time.fromisoformat(at), zone)


def next_instant(now: datetime, at: str, *, zone: str, weekday: str | None = None) -> datetime:
    """Return the first instant after `now` at which clocks of a zone show a time, on a weekday if one is wanted."""
    day, fits = now.astimezone(ZoneInfo(zone)).date(), _fits(weekday)
    while not fits(day) or instant(day, at, zone=zone) <= now:
        day += timedelta(days=1)
    return instant(day, at, zone=zone)


def zone_or(zone: str | None, otherwise: str) -> str:
    """Return a zone if there is one of that name, and another one if there is none."""
    return zone if zone in _zones() else otherwise


@lru_cache(maxsize=100_000)
def _instant(day: date, at: time, zone: str) -> datetime:
    here = ZoneInfo(zone)
    wall = datetime.combine(day, at)
    found = wall.replace(tzinfo=here).astimezone(UTC)
    if found.astimezone(here).replace(tzinfo=None) == wall:
        return found
    return _after_jump(wall, here)


def _after_jump(wall: datetime, here: ZoneInfo) -> datetime:
    """Return the instant of the jump over a time that no clock shows."""
    # With the offset of after the jump the time lies before it, and with the offset of before it lies after.
    low = wall.replace(tzinfo=here, fold=1).astimezone(UTC)
    high = wall.replace(tzinfo=here, fold=0).astimezone(UTC)
    offset = high.astimezone(here).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        low, high = (low, middle) if middle.astimezone(here).utcoffset() == offset else (middle, high)
    return high.replace(microsecond=0)


def _fits(weekday: str | None) -> Callable[[date], bool]:
    if weekday is None:
        return lambda _day: True
    if weekday == WORKDAY:
        return lambda day: day.weekday() < _SATURDAY
    wanted = WEEKDAYS.index(weekday)
    return lambda day: day.weekday() == wanted


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
