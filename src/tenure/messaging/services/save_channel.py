"""Set channels up. Their settings are kept sealed; a secret that this house makes is shown once."""

import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import msgspec
from django.db import transaction

from tenure.kernel.errors import BadInput, NotFound
from tenure.kernel.json import Json
from tenure.messaging.channels.kinds import channel_of, settable_kinds
from tenure.messaging.models import ChannelRow
from tenure.messaging.queries import hook_digest, opened_seal
from tenure.messaging.rules.channel_settings import changed, described
from tenure.messaging.rules.standard_webhooks import PREFIX
from tenure.platform.sealing import sealed
from tenure.platform.services.audit import audit
from tenure.ui.signing import signing_key

HOOK: Final = "hook"
_BYTES: Final = 32


def save_channel(workspace_id: int, kind: str, said: Mapping[str, Json], *, actor: str, now: datetime) -> Any:  # noqa: ANN401 - each kind has its own
    """Return a channel's settings as saved; what is not named stays. Secrets made here are made when there are none."""
    module = channel_of(checked_kind(kind))
    with transaction.atomic():
        row, before = _held(workspace_id, kind)
        kept = _with_secrets(changed(before or module.SETTINGS(), said), kind)
        module.checked(kept)
        _write(row, kept, now=now)
        names = [each.name for each in described(module.SETTINGS)]
        fields = [name for name in names if before is None or getattr(before, name) != getattr(kept, name)]
        audit(workspace_id, actor=actor, act="channel.saved", subject=f"channel:{kind}", fields=fields)
    return kept


def renew_secret(workspace_id: int, kind: str, name: str, *, actor: str, now: datetime) -> str:
    """Return a new secret of a channel, and keep the one before it as the former one where the channel knows one."""
    module = channel_of(checked_kind(kind))
    if name.startswith("former_") or name not in {
        each.name for each in described(module.SETTINGS) if each.is_made_here
    }:
        raise NotFound(f"The channel {kind!r} has no secret {name!r} that is made here.", field="name")
    with transaction.atomic():
        row, before = _held(workspace_id, kind)
        if before is None:
            raise NotFound(f"The channel {kind!r} is not set up: PUT /api/v1/channels/{kind} first.", field="kind")
        fresh = _made(kind, name)
        former = {f"former_{name}": getattr(before, name)} if hasattr(before, f"former_{name}") else {}
        _write(row, replace(before, **{name: fresh}, **former), now=now)
        audit(workspace_id, actor=actor, act="channel.secret_renewed", subject=f"channel:{kind}", fields=[name])
    return fresh


def remove_channel(workspace_id: int, kind: str, *, actor: str) -> None:
    """Forget how a channel was set up; what is queued on it waits."""
    with transaction.atomic():
        deleted, _ = ChannelRow.objects.filter(workspace_id=workspace_id, kind=checked_kind(kind)).delete()
        if not deleted:
            raise NotFound(f"The channel {kind!r} is not set up.", field="kind")
        audit(workspace_id, actor=actor, act="channel.removed", subject=f"channel:{kind}")


def checked_kind(kind: str) -> str:
    """Return a kind that a workspace can set up; BadInput or NotFound says what to do."""
    channel_of(kind)
    if kind not in settable_kinds():
        raise BadInput(f"The channel {kind!r} is set up for the whole installation: TENURE_SMTP_URL.", field="kind")
    return kind


def _held(workspace_id: int, kind: str) -> tuple[ChannelRow, Any]:
    row = ChannelRow.objects.select_for_update().filter(workspace_id=workspace_id, kind=kind).first()
    if row is None:
        return ChannelRow(workspace_id=workspace_id, kind=kind), None
    return row, opened_seal(row.sealed, workspace_id=workspace_id, kind=kind)


def _write(row: ChannelRow, settings: Any, *, now: datetime) -> None:  # noqa: ANN401 - each kind has its own
    said, purpose = msgspec.json.encode(settings).decode(), f"channel:{row.kind}"
    row.sealed = sealed(said, key=signing_key(), workspace_id=row.workspace_id, purpose=purpose)
    hook = getattr(settings, HOOK, "")
    row.hook_digest = hook_digest(hook) if hook else ""
    row.updated_at = now
    row.save()


def _with_secrets(settings: Any, kind: str) -> Any:  # noqa: ANN401 - each kind has its own
    """Return settings in which every secret that is made here has been made, but for former ones."""
    wanting = [
        each.name
        for each in described(type(settings))
        if each.is_made_here and not each.name.startswith("former_") and not getattr(settings, each.name)
    ]
    return replace(settings, **{name: _made(kind, name) for name in wanting})


def _made(kind: str, name: str) -> str:
    if kind == "webhook" and name == "secret":
        return PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()
    return secrets.token_urlsafe(_BYTES)
