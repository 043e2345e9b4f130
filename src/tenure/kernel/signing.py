"""Sign small payloads so that a token cannot be forged or used for another purpose."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256


def sign(payload: bytes, *, key: bytes, purpose: str) -> str:
    """Return a URL-safe token that carries the payload and its HMAC-SHA256."""
    return f"{_text(payload)}.{_text(_seal(payload, key=key, purpose=purpose))}"


def unsign(token: str, *, key: bytes, purpose: str) -> bytes | None:
    """Return the payload of a token, or None when it was not made by `sign` with this key and purpose."""
    body, _, seal = token.partition(".")
    try:
        payload, given = _bytes(body), _bytes(seal)
    except ValueError:
        return None
    expected = _seal(payload, key=key, purpose=purpose)
    return payload if hmac.compare_digest(given, expected) else None


def _seal(payload: bytes, *, key: bytes, purpose: str) -> bytes:
    return hmac.new(key, purpose.encode() + b"\x00" + payload, sha256).digest()


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
