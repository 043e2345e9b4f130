"""Put a new API key in the place of one that goes on for a while, so that callers can change over."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from tenure.kernel.errors import BadInput, Conflict
from tenure.platform.models import ApiKeyRow
from tenure.platform.queries import missing_key
from tenure.platform.rules.scopes import refuse_more
from tenure.platform.services.audit import audit
from tenure.platform.services.issue_api_key import IssuedKey, WantedKey, new_api_key

OVERLAP: Final = timedelta(days=1)
LONGEST_OVERLAP: Final = timedelta(days=30)


def rotate_api_key(
    workspace_id: int, key_id: str, *, overlap: timedelta, held: Iterable[str], actor: str, now: datetime
) -> IssuedKey:
    """Return a key of the same name, scopes and length of life; the old one ends after `overlap`.

    At most two keys of a line live at a time: Conflict when the key has a successor or a predecessor that lives.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise BadInput("The old key may go on for 0 seconds to 30 days.", field="overlap_seconds")
    with transaction.atomic():
        rows = ApiKeyRow.objects.select_for_update(of=("self",)).select_related("workspace", "replaces")
        old = rows.filter(workspace_id=workspace_id, public_id=key_id).first()
        if old is None:
            raise missing_key(key_id)
        refuse_more(old.to_value().scopes, held=held)
        _check(old, now)
        life = old.expires_at - old.created_at if old.expires_at else None
        key = old.to_value()
        wanted = WantedKey(key.kind, key.name, key.scopes, now + life if life else None)
        issued = new_api_key(old.workspace, wanted, scopes=key.scopes, now=now, replaces=old)
        old.expires_at = min(now + overlap, old.expires_at or now + overlap)
        old.save(update_fields=["expires_at"])
        audit(workspace_id, actor=actor, act="key.rotated", subject=f"key:{issued.key.id}", fields=["replaces"])
    return issued


def _check(old: ApiKeyRow, now: datetime) -> None:
    if old.to_value().state(now) != "live":
        raise Conflict("This key opens nothing any more; make a new one.", field="key")
    if ApiKeyRow.objects.filter(replaces=old).exists():
        raise Conflict("This key has a successor already; rotate that one.", field="key")
    if old.replaces is not None and old.replaces.to_value().state(now) == "live":
        raise Conflict(f"Two keys of this line live; revoke {old.replaces.public_id} first.", field="key")
