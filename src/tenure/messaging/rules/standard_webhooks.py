"""Sign what is sent to other systems, and check such signatures, as https://www.standardwebhooks.com has it."""

import hmac
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from tenure.kernel.errors import BadInput

PREFIX: Final = "whsec_"
TOLERANCE: Final = timedelta(minutes=5)
_SHORTEST: Final = 24
_LONGEST: Final = 64


def signature_headers(body: bytes, *, message_id: str, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """Return the headers of a call, signed with each secret, so that a new one can be brought in without a gap."""
    stamp = str(int(at.timestamp()))
    signed = [f"v1,{_signature(body, message_id, stamp, key=secret_key(each))}" for each in secrets]
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": " ".join(signed)}


def is_signed(body: bytes, headers: Mapping[str, str], *, secret: str, now: datetime) -> bool:
    """Return whether a call was signed with a secret, within the last minutes."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not stamp.isascii() or not stamp.isdigit():
        return False
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        return False
    expected = _signature(body, message_id, stamp, key=secret_key(secret)).encode()
    given = [part.removeprefix("v1,") for part in headers.get("webhook-signature", "").split() if part[:3] == "v1,"]
    return any(hmac.compare_digest(expected, each.encode()) for each in given)


def secret_key(secret: str) -> bytes:
    """Return the bytes that a secret stands for: `whsec_` and 24 to 64 bytes in base64. BadInput when it is none."""
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except (Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        raise BadInput("A signing secret is `whsec_` and 24 to 64 bytes in base64.", field="settings.secret")
    return key


def _signature(body: bytes, message_id: str, stamp: str, *, key: bytes) -> str:
    signed = f"{message_id}.{stamp}.".encode() + body
    return b64encode(hmac.new(key, signed, sha256).digest()).decode()
