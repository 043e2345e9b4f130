"""Say how a workspace reads its experiments; looks that have begun go on as they were planned."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from tenure.experiments.models import SettingsRow
from tenure.experiments.rules.settings import Settings, check
from tenure.platform.services.audit import audit


def save_settings(workspace_id: int, settings: Settings, *, actor: str, now: datetime) -> None:
    """Keep settings; BadInput names the field that cannot be used."""
    check(settings)
    said = asdict(settings)
    with transaction.atomic():
        row = kept_row(workspace_id)
        changed = [name for name, value in said.items() if getattr(row, name) != value]
        since = now if "global_holdout" in changed else row.holdout_since
        SettingsRow.objects.filter(pk=row.pk).update(**said, holdout_since=since)
        if changed:
            audit(workspace_id, actor=actor, act="experiments.settings_saved", subject="experiments", fields=changed)


def kept_row(workspace_id: int) -> SettingsRow:
    """Return the row of a workspace, locked; made with what holds by default when there is none."""
    SettingsRow.objects.get_or_create(workspace_id=workspace_id, defaults=asdict(Settings()))
    return SettingsRow.objects.select_for_update().get(workspace_id=workspace_id)
