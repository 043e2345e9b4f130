"""Keep alerts."""

from django.db import transaction

from tenure.insights import queries
from tenure.insights.models import AlertRow
from tenure.insights.rules.alerts import Alert, check
from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.messaging.queries import team_channels
from tenure.messaging.rules.addresses import mail_address
from tenure.platform.services.audit import audit


def save_alert(workspace_id: int, alert: Alert, *, actor: str) -> None:
    """Keep an alert under its key; BadInput names the field that cannot be used.

    What it saw before is forgotten: changed, it is looked at anew.
    """
    known = queries.metrics()
    check(alert, known.get(alert.metric), keys=tuple(known))
    emails = tuple(_address(text) for text in alert.emails)
    can = team_channels(workspace_id)
    for channel in alert.channels:
        if channel not in can:
            there = ", ".join(sorted(can)) or "none; set one up under Channels"
            raise BadInput(f"No channel {channel!r} of the team is set up. Set up: {there}.", field="channels")
    with transaction.atomic():
        AlertRow.objects.update_or_create(
            workspace_id=workspace_id,
            key=alert.key,
            defaults={
                "name": alert.name.strip(),
                "metric": alert.metric,
                "condition": alert.condition,
                "threshold": alert.threshold,
                "emails": json.encode_text(list(emails)),
                "channels": json.encode_text(list(alert.channels)),
                "smallest": alert.smallest,
                "is_on": alert.is_on,
                "checked_on": None,
                "saw_week": None,
                "saw_value": None,
                "saw_before": None,
                "is_raised": None,
                "raised_at": None,
            },
        )
        audit(workspace_id, actor=actor, act="alert.saved", subject=f"alert:{alert.key}")


def delete_alert(workspace_id: int, key: str, *, actor: str) -> None:
    """Forget an alert."""
    queries.alert(workspace_id, key)  # says so when there is none
    with transaction.atomic():
        AlertRow.objects.filter(workspace_id=workspace_id, key=key).delete()
        audit(workspace_id, actor=actor, act="alert.deleted", subject=f"alert:{key}")


def _address(text: str) -> str:
    found = mail_address(text)
    if found is None:
        raise BadInput(f"{text!r} is no address that mail can go to.", field="emails")
    return found
