"""Seal the settings of channels anew: the cipher of before was our own."""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from hashlib import sha256

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tenure.platform.sealing import sealed
from tenure.ui.signing import checking_keys, signing_key


def seal_anew(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Open what was sealed in the form of before, and seal it in that of today; what does not open stays shut."""
    for row in apps.get_model("messaging", "ChannelRow").objects.filter(sealed__startswith="s1."):
        purpose = f"channel:{row.kind}"
        text = opened(row.sealed, keys=checking_keys(), purpose=purpose)
        if text is not None:
            row.sealed = sealed(text, key=signing_key(), workspace_id=row.workspace_id, purpose=purpose)
            row.save(update_fields=["sealed"])


def opened(token: str, *, keys: Sequence[str], purpose: str) -> str | None:
    """Return the text of a seal in the form of before: nonce, text under a stream of HMACs, HMAC of both."""
    data = urlsafe_b64decode(token.removeprefix("s1."))
    body, tag = data[:-32], data[-32:]
    for key in keys:
        if hmac.compare_digest(tag, hmac.digest(derived(key, purpose, "tag"), body, sha256)):
            nonce, hidden = body[:16], body[16:]
            hiding = derived(key, purpose, "hide")
            blocks = (hmac.digest(hiding, nonce + block.to_bytes(8), sha256) for block in range(-(-len(hidden) // 32)))
            return bytes(each ^ mask for each, mask in zip(hidden, b"".join(blocks))).decode()
    return None


def derived(key: str, purpose: str, use: str) -> bytes:
    """Return the key of before for one use."""
    return hmac.digest(key.encode(), f"seal:{use}:{purpose}".encode(), sha256)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0004_channels")]

    operations = [migrations.RunPython(seal_anew, migrations.RunPython.noop)]
