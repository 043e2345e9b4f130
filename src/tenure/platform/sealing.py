"""Keep secrets so that only this installation can read them: encrypted, and refused when a byte was changed.

Keys are derived from the signing key, so it rotates in the same way: seal with the newest, unseal with any. The
construction is encrypt-then-MAC: HMAC-SHA256 in counter mode makes the key stream, HMAC-SHA256 the tag, each with a
key of its own, a fresh nonce of 128 bits for each text.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from tenure.kernel.errors import Unavailable

# What a later way of sealing would be told from.
_FORM: Final = "s1."
_NONCE: Final = 16
_TAG: Final = 32


def sealed(text: str, *, key: str, purpose: str) -> str:
    """Return a text that tells nothing; `purpose` must be said again to unseal it."""
    nonce = secrets.token_bytes(_NONCE)
    hidden = _streamed(text.encode(), nonce, key=_derived(key, purpose, "hide"))
    tag = _tag(nonce + hidden, key=_derived(key, purpose, "tag"))
    return _FORM + urlsafe_b64encode(nonce + hidden + tag).decode()


def unsealed(token: str, *, keys: Sequence[str], purpose: str) -> str:
    """Return the text; `keys` are the signing key of now and those before it. Unavailable when none of them fits."""
    data = urlsafe_b64decode(token.removeprefix(_FORM)) if token.startswith(_FORM) else b""
    body, tag = data[:-_TAG], data[-_TAG:]
    for key in keys:
        if hmac.compare_digest(tag, _tag(body, key=_derived(key, purpose, "tag"))):
            nonce, hidden = body[:_NONCE], body[_NONCE:]
            return _streamed(hidden, nonce, key=_derived(key, purpose, "hide")).decode()
    raise Unavailable(
        "A stored secret cannot be read: it was sealed with another TENURE_SECRET_KEY. Name that one in "
        "TENURE_SECRET_KEY_FALLBACKS, or set the secret again."
    )


def _derived(key: str, purpose: str, use: str) -> bytes:
    return hmac.new(key.encode(), f"seal:{use}:{purpose}".encode(), sha256).digest()


def _tag(data: bytes, *, key: bytes) -> bytes:
    return hmac.new(key, data, sha256).digest()


def _streamed(data: bytes, nonce: bytes, *, key: bytes) -> bytes:
    blocks = -(-len(data) // sha256().digest_size)
    stream = b"".join(hmac.new(key, nonce + block.to_bytes(8), sha256).digest() for block in range(blocks))
    return bytes(each ^ mask for each, mask in zip(data, stream, strict=False))
