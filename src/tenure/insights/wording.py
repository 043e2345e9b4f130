"""Say what an alert tells."""

from django.utils.translation import gettext

from tenure.insights.rules.alerts import Alert, Finding
from tenure.insights.rules.metrics import Metric
from tenure.insights.services.describe_metrics import spelled_value


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
