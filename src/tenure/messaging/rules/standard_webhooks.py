"""Sign what is sent to other systems as https://www.standardwebhooks.com has it."""

from base64 import b64decode
from binascii import Error
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from standardwebhooks import Webhook

from tenure.kernel.errors import BadInput

PREFIX: Final = "whsec_"
_SHORTEST: Final = 24
_LONGEST: Final = 64


def signature_headers(body: bytes, *, message_id: str, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """Return the headers of a call, signed with each secret, so that a new one can be brought in without a gap."""
    signed = [Webhook(each).sign(message_id, at, body.decode()) for each in secrets]
    stamp = str(int(at.timestamp()))
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": " ".join(signed)}


def checked_secret(secret: str) -> str:
    """Return a secret that can sign: `whsec_` and 24 to 64 bytes in base64. BadInput when it is none."""
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except (Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        raise BadInput("A signing secret is `whsec_` and 24 to 64 bytes in base64.", field="settings.secret")
    return secret
