"""Say the numbers of metrics in words."""

from django.utils.translation import gettext

from tenure.insights.rules.metrics import Unit
from tenure.ui.formats import spelled_number, spelled_percent


def spelled_value(value: float | None, unit: Unit) -> str:
    """Return a metric's value in words; a dash where there is none."""
    if value is None:
        return "–"  # noqa: RUF001 - no number
    match unit:
        case Unit.COUNT:
            return spelled_number(round(value))
        case Unit.RATE:
            return spelled_percent(value)
        case Unit.HOURS:
            return spelled_hours(value)


def spelled_hours(hours: float) -> str:
    """Return a duration in the unit that fits it: minutes, hours or days."""
    if hours < 1:
        return gettext("%(count)s min") % {"count": spelled_number(round(hours * 60))}
    if hours < 48:  # noqa: PLR2004 - two days
        return gettext("%(count)s h") % {"count": spelled_number(round(hours, 1))}
    return gettext("%(count)s days") % {"count": spelled_number(round(hours / 24, 1))}
