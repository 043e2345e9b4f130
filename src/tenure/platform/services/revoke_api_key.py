"""Revoke an API key: within a second it opens nothing."""

from datetime import datetime

from django.db import transaction

from tenure.platform.models import ApiKeyRow
from tenure.platform.queries import missing_key
from tenure.platform.rules.keys import ApiKey
from tenure.platform.services.audit import audit


def revoke_api_key(workspace_id: int, key_id: str, *, actor: str, now: datetime) -> ApiKey:
    """Return the key as revoked; one that was revoked before stays as it is."""
    with transaction.atomic():
        rows = ApiKeyRow.objects.select_for_update().filter(workspace_id=workspace_id, public_id=key_id)
        row = rows.first()
        if row is None:
            raise missing_key(key_id)
        if row.revoked_at is None:
            row.revoked_at = now
            row.save(update_fields=["revoked_at"])
            audit(workspace_id, actor=actor, act="key.revoked", subject=f"key:{key_id}", fields=["revoked_at"])
    return row.to_value()
