"""Say numbers of metrics and what an alert tells."""

from django.utils.translation import gettext

from tenure.insights.rules.alerts import Alert, Finding
from tenure.insights.rules.metrics import Metric, Unit
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


def alert_text(alert: Alert, found: Finding, metric: Metric, *, workspace_name: str) -> tuple[str, str]:
    """Return the subject and the text by which the team is told that an alert is raised."""
    value, before = spelled_value(found.value, metric.unit), spelled_value(found.before, metric.unit)
    subject = gettext("%(name)s: %(metric)s is %(value)s") % {
        "name": alert.name,
        "metric": metric.name,
        "value": value,
    }
    said = {
        "workspace": workspace_name,
        "metric": metric.name,
        "value": value,
        "before": before,
        "week": found.week.isoformat() if found.week else "",
    }
    text = (
        gettext("%(workspace)s: %(metric)s was %(value)s in the week of %(week)s; %(before)s the week before.") % said
    )
    return subject, f"{text}\n\n{metric.meaning}\n"
