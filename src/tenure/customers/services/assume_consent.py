"""Say on which channels a workspace takes marketing consent for granted."""

from datetime import datetime

from django.db import transaction

from tenure.customers.models import ConsentDefaultRow
from tenure.customers.rules.consents import check_channel
from tenure.platform.services.audit import audit


def assume_consent(workspace_id: int, channel: str, *, actor: str, now: datetime) -> None:
    """Take marketing consent for granted on a channel where nobody said anything; what was withdrawn stays so."""
    check_channel(channel)
    with transaction.atomic():
        ConsentDefaultRow.objects.get_or_create(workspace_id=workspace_id, channel=channel, defaults={"since": now})
        audit(workspace_id, actor=actor, act="consent_default.assumed", subject=channel)


def ask_consent(workspace_id: int, channel: str, *, actor: str) -> None:
    """Take nothing for granted on a channel: the state in which every workspace begins."""
    check_channel(channel)
    with transaction.atomic():
        ConsentDefaultRow.objects.filter(workspace_id=workspace_id, channel=channel).delete()
        audit(workspace_id, actor=actor, act="consent_default.ended", subject=channel)
