"""Save how a workspace sends."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tenure.messaging.models import MessageRow, SettingsRow
from tenure.messaging.queries import hook_digest
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.settings import MessagingSettings, checked
from tenure.platform.services.audit import audit

_HELD = Q(reason__startswith="cap:") | Q(reason__startswith="quiet_hours:")


def save_settings(workspace_id: int, settings: MessagingSettings, *, actor: str, now: datetime) -> MessagingSettings:
    """Return the settings as saved. What caps or quiet hours held back is asked about again at once."""
    kept = checked(settings)
    with transaction.atomic():
        row, _ = SettingsRow.objects.select_for_update().get_or_create(workspace_id=workspace_id)
        before = row.to_value()
        fields = [name for name in MessagingSettings.__slots__ if getattr(before, name) != getattr(kept, name)]
        row.write(kept)
        row.save(update_fields=["body"])
        if {"caps", "quiet_hours"} & set(fields):
            held = MessageRow.objects.filter(_HELD, workspace_id=workspace_id, state=MessageState.QUEUED)
            held.filter(due_at__gt=now).update(due_at=now)
        audit(workspace_id, actor=actor, act="messaging_settings.saved", subject="messaging", fields=fields)
    return kept


def renew_mail_hook(workspace_id: int, *, actor: str) -> str:
    """Return the new secret of the address at which a provider calls back; the one before it stops working."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        row, _ = SettingsRow.objects.select_for_update().get_or_create(workspace_id=workspace_id)
        row.hook_digest = hook_digest(secret)
        row.save(update_fields=["hook_digest"])
        audit(workspace_id, actor=actor, act="mail_hook.renewed", subject="messaging")
    return secret
