"""Spell numbers, instants and spans in the reader's language."""

from datetime import date, datetime, timedelta

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language, gettext

NOW = timedelta(seconds=45)
# Beyond this a date says more than a count of days.
RECENT = timedelta(days=7)


def locale() -> Locale:
    """Return the locale of the language in use."""
    return Locale.parse(get_language() or "en", sep="-")


def spelled_number(value: float) -> str:
    """Return a number with the reader's separators."""
    return format_decimal(value, locale=locale())


def spelled_percent(value: float) -> str:
    """Return a share as percent, with one digit after the point where it has any."""
    return format_percent(value, format="#,##0.#%", locale=locale())


def spelled_age(at: datetime, now: datetime) -> str:
    """Return how long ago something was ("3 min ago"), or its date when that is long ago."""
    age = now - at
    if abs(age) < NOW:
        return gettext("now")
    if abs(age) > RECENT:
        return format_date(timezone.localtime(at), "medium", locale=locale())
    return format_timedelta(-age, add_direction=True, format="short", threshold=0.95, locale=locale())


def spelled_moment(at: datetime) -> str:
    """Return an instant to the minute, in the zone in use."""
    return format_datetime(timezone.localtime(at), "medium", locale=locale())


def spelled_clock(at: datetime) -> str:
    """Return the time of day of an instant, to the second."""
    return format_datetime(timezone.localtime(at), "HH:mm:ss", locale=locale())


def spelled_time(at: datetime) -> str:
    """Return the time of day of an instant, to the minute."""
    return format_time(timezone.localtime(at).time(), "short", locale=locale())


def spelled_full_day(day: date) -> str:
    """Return a day with its weekday and its year."""
    return format_skeleton("yMMMEd", day, locale=locale())


def spelled_day(day: date) -> str:
    """Return a day without its year."""
    return format_skeleton("MMMd", day, locale=locale())
