"""Read and write the instants and durations that stand in expressions."""

import re
from datetime import UTC, date, datetime, time, timedelta

MOST_DAYS = 36_500

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:\d\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DURATION = re.compile(r"([0-9]{1,9})([wdhm])", re.ASCII)
_UNITS = {"w": timedelta(weeks=1), "d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}


def day_from(text: str) -> datetime | None:
    """Return the first instant of a day such as 2026-01-31 in UTC, or None."""
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
    return datetime.combine(day, time(), UTC) if day else None


def instant_from(text: str) -> datetime | None:
    """Return the instant that a text such as 2026-01-31T12:00:00Z names, in UTC, or None."""
    found = _INSTANT.fullmatch(text)
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None


def instant_text(instant: datetime) -> str:
    """Return the shortest exact spelling of an instant."""
    return instant.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def is_day(instant: datetime) -> bool:
    """Return whether an instant is the first of a day in UTC."""
    return instant.astimezone(UTC).time() == time()


def duration_from(text: str) -> timedelta | None:
    """Return the time that a duration such as 14d spells, or None."""
    found = _DURATION.fullmatch(text)
    if not found or int(found[1]) * _UNITS[found[2]] > timedelta(days=MOST_DAYS):
        return None
    return int(found[1]) * _UNITS[found[2]]


def duration_text(duration: timedelta) -> str:
    """Return a duration in whole days, hours or minutes, whichever is the largest that fits."""
    unit = next(unit for unit in "dhm" if not duration % _UNITS[unit])
    return f"{duration // _UNITS[unit]}{unit}"


def duration_remedy(text: str) -> str:
    """Return what is wrong with a text that is no duration, and what to write instead."""
    found = re.fullmatch(r"([0-9]+)\s*([A-Za-z]*)", text, re.ASCII)
    unit = found[2].lower() if found else ""
    if found and unit in {"mo", "mon", "month", "months", "y", "yr", "year", "years", "q"}:
        return f"months and years differ in length; say days, such as {365 if unit.startswith('y') else 30}d"
    if found and unit in {"s", "sec", "secs", "second", "seconds"}:
        return "the shortest unit is the minute; say 1m"
    if found and unit[:1] in _UNITS and unit:
        short = f"{found[1]}{unit[0]}"
        is_short_enough = duration_from(short) is not None
        return f"write a number and one letter: {short}" if is_short_enough else f"the longest duration is {MOST_DAYS}d"
    return "a duration is a whole number and w, d, h or m, such as 2w, 14d, 12h or 30m"
