"""Say numbers, money, dates and counted words as a customer's language says them.

Each filter reads `message.locale` and `message.zone`; templates never name a language to get them right.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision, list_currencies
from liquid import RenderContext, Undefined
from liquid.exceptions import FilterArgumentError
from liquid.filter import with_context

Filter = Callable[..., object]

FALLBACK: Final = "en"
NAMED_DATES: Final = ("short", "medium", "long", "full", "day", "time", "datetime")
MOST_DECIMALS: Final = 6
_LARGEST: Final = Decimal(10) ** 18
# In the order in which `plural` takes its words.
_CATEGORIES: Final[tuple[str, ...]] = ("zero", "one", "two", "few", "many", "other")
_NOW: Final = ("now", "today")


@with_context
def number(value: object, decimals: object = None, *, context: RenderContext) -> str:
    """Say a number: `12 345,5` in Polish, `12,345.5` in English; with `decimals`, always that many."""
    amount = _amount(value, "number")
    if amount is None:
        return ""
    digits = "#" * 3 if decimals is None else "0" * _count(decimals, "number")
    return str(format_decimal(amount, f"#,##0.{digits}" if digits else "#,##0", locale=_locale(context)))


@with_context
def percent(value: object, decimals: object = 0, *, context: RenderContext) -> str:
    """Say a share of 1 as a percentage."""
    share = _amount(value, "percent")
    if share is None:
        return ""
    digits = "0" * _count(decimals, "percent")
    return str(format_percent(share, f"#,##0.{digits}%" if digits else None, locale=_locale(context)))


@with_context
def money(value: object, currency: object, *, context: RenderContext) -> str:
    """Say an amount of minor units in a currency: `{{ 1999 | money: "EUR" }}` is `19,99 €` in Polish."""
    amount = _amount(value, "money")
    if amount is None:
        return ""
    code = str(currency).upper()
    if code not in _currencies():
        raise FilterArgumentError(f"money: `{currency}` is no currency; write one as `EUR`", token=None)
    return str(format_currency(amount.scaleb(-get_currency_precision(code)), code, locale=_locale(context)))


@with_context
def plural(value: object, *words: object, context: RenderContext) -> str:
    """Choose the word that goes with a count, in the order of the language's plurals.

    English has two words (`"workout", "workouts"`), Polish three (`"trening", "treningi", "treningów"`), Korean one.
    """
    count = _amount(value, "plural")
    if count is None or not words:
        return ""
    locale = _locale(context)
    known = [each for each in _CATEGORIES if each in locale.plural_form.tags or each == "other"]
    place = known.index(locale.plural_form(abs(count)))
    return str(words[min(place, len(words) - 1)])


def localized_date(plain: Filter) -> Filter:
    """Return the filter `date`: named forms in the customer's language and zone, `%`-forms as Liquid has them."""

    @with_context
    def said(value: object, form: object, *, context: RenderContext) -> object:
        message = _message(context)
        # "now" is the time of the message, never the machine's.
        moment = message.get("at", "") if value in _NOW else value
        if form not in NAMED_DATES:
            return plain(moment, form, environment=context.env)
        return _date_said(moment, str(form), message)

    return said


def _date_said(value: object, form: str, message: Mapping[str, object]) -> str:
    moment = _moment(value)
    if moment is None:
        return ""
    locale, zone = _parsed(str(message.get("locale", FALLBACK))), _zone(str(message.get("zone", "UTC")))
    local = moment.astimezone(zone) if moment.tzinfo else moment
    match form:
        case "day":
            return str(format_skeleton("MMMMd", local, locale=locale))
        case "time":
            return str(format_time(local, "short", locale=locale))
        case "datetime":
            return str(format_datetime(local, "medium", locale=locale))
        case _:
            return str(format_date(local, form, locale=locale))


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = _text(value)
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise FilterArgumentError(f"date: {text[:40]!r} is no date; it comes as `2026-01-31`", token=None) from error


def _amount(value: object, name: str) -> Decimal | None:
    """Return a number exactly; None for what a mere sample leaves empty."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = str(value)
    else:
        text = _text(value)
        if not text:
            return None
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise FilterArgumentError(f"{name}: {text[:40]!r} is no number", token=None) from error
    if not amount.is_finite() or abs(amount) > _LARGEST:
        raise FilterArgumentError(f"{name}: the number is too large to be said", token=None)
    return amount


def _count(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_DECIMALS:
        raise FilterArgumentError(f"{name}: decimals are a whole number of 0 to {MOST_DECIMALS}", token=None)
    return value


def _text(value: object) -> str:
    # What a customer does not have refuses to become text, and so stops the message.
    return str(value).strip() if isinstance(value, Undefined | str) else "" if value is None else repr(value)


def _message(context: RenderContext) -> Mapping[str, object]:
    found = context.resolve("message", default={})
    return found if isinstance(found, Mapping) else {}


def _locale(context: RenderContext) -> Locale:
    return _parsed(str(_message(context).get("locale", FALLBACK)))


@lru_cache(maxsize=256)
def _parsed(tag: str) -> Locale:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK)


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())
