"""Look at the alerts of a workspace once a day, and tell those who want to know."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from tenure.events.rules.vocabulary.alerts import alert_changed
from tenure.insights import queries
from tenure.insights.models import AlertRow
from tenure.insights.rules.alerts import Finding, finding
from tenure.insights.services.tell_team import tell_team
from tenure.insights.wording import alert_text
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.record import record


def check_alerts(workspace: Workspace, now: datetime) -> int:
    """Look at the alerts that were not looked at today; return how many were raised or ended.

    An alert tells when it is raised, not again while it stays so. Where too little is known it stays as it is.
    """
    today = now.astimezone(ZoneInfo(workspace.time_zone)).date()
    undone = Q(checked_on__isnull=True) | Q(checked_on__lt=today)
    rows = list(AlertRow.objects.filter(undone, workspace_id=workspace.id, is_on=True).order_by("pk"))
    if not rows:
        return 0
    # Counting may take a while; nobody waits for it.
    points = queries.points(workspace, now)
    seen = [(row, finding(row.to_value(), points.get(row.metric, ()))) for row in rows]
    with transaction.atomic():
        changed = sum(_noted(workspace, row, found, now=now) for row, found in seen)
        for row, found in seen:
            row.checked_on, row.saw_week, row.saw_value, row.saw_before = today, found.week, found.value, found.before
            row.save()
    return changed


def _noted(workspace: Workspace, row: AlertRow, found: Finding, *, now: datetime) -> bool:
    """Raise or end an alert, as it was found; return whether either happened."""
    if found.is_raised is None or found.is_raised == bool(row.is_raised):
        row.is_raised = row.is_raised if found.is_raised is None else found.is_raised
        return False
    row.is_raised, row.raised_at = found.is_raised, now if found.is_raised else None
    alert, week = row.to_value(), found.week.isoformat() if found.week else ""
    changed = alert_changed(is_raised=found.is_raised, alert=alert.key, metric=alert.metric, week=week, at=now)
    record(changed, workspace_id=workspace.id, customer_id=None)
    if found.is_raised:
        metric = queries.metric(alert.metric)
        subject, text = alert_text(alert, found, metric, workspace_name=workspace.name)
        tell_team(
            workspace.id,
            key=changed.message_id,
            subject=subject,
            text=text,
            to=[*(("email", each) for each in alert.emails), *((kind, "") for kind in alert.channels)],
            now=now,
        )
    return True
