"""Say what a workspace counts as value."""

from dataclasses import asdict

from django.db import transaction

from tenure.insights.models import SettingsRow
from tenure.insights.rules.settings import Settings, check
from tenure.platform.services.audit import audit


def save_settings(workspace_id: int, settings: Settings, *, actor: str) -> None:
    """Keep settings; BadInput names the field that cannot be used."""
    check(settings)
    with transaction.atomic():
        row = kept_row(workspace_id)
        changed = [name for name, value in asdict(settings).items() if getattr(row, name) != value]
        SettingsRow.objects.filter(pk=row.pk).update(**asdict(settings))
        if changed:
            audit(workspace_id, actor=actor, act="insights.settings_saved", subject="insights", fields=changed)


def kept_row(workspace_id: int) -> SettingsRow:
    """Return the row of a workspace, locked; made with what holds by default when there is none."""
    SettingsRow.objects.get_or_create(workspace_id=workspace_id, defaults=asdict(Settings()))
    return SettingsRow.objects.select_for_update().get(workspace_id=workspace_id)
