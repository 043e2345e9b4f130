"""Keep secrets so that only this installation can read them: AES-256-GCM under a key derived from the signing key.

The key rotates with the signing key: seal with the newest, unseal with any. A sealed text is bound to its workspace
and purpose: moved elsewhere, it does not open.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tenure.kernel.errors import Unavailable

# What a later way of sealing would be told from.
_FORM: Final = "s2."
_USE: Final = b"tenure: secrets at rest"
_KEY: Final = 32
_NONCE: Final = 12


def sealed(text: str, *, key: str, workspace_id: int, purpose: str) -> str:
    """Return a text that tells nothing; workspace and purpose must be said again to unseal it."""
    nonce = secrets.token_bytes(_NONCE)
    hidden = _cipher(key).encrypt(nonce, text.encode(), _place(workspace_id, purpose))
    return _FORM + urlsafe_b64encode(nonce + hidden).decode()


def unsealed(token: str, *, keys: Sequence[str], workspace_id: int, purpose: str) -> str:
    """Return the text; `keys` are the signing key of now and those before it. Unavailable when none of them fits."""
    for key in keys if token.startswith(_FORM) else ():
        try:
            data = urlsafe_b64decode(token.removeprefix(_FORM))
            return _cipher(key).decrypt(data[:_NONCE], data[_NONCE:], _place(workspace_id, purpose)).decode()
        except (InvalidTag, ValueError):
            continue
    raise Unavailable(
        "A stored secret cannot be read: it was sealed with another TENURE_SECRET_KEY, or changed since. Name the "
        "key of then in TENURE_SECRET_KEY_FALLBACKS, or remove what the secret belongs to and set it up again."
    )


def _cipher(key: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=_KEY, salt=None, info=_USE).derive(key.encode()))


def _place(workspace_id: int, purpose: str) -> bytes:
    """Return what a sealed text is bound to: it is not hidden, and not kept with it either."""
    return f"{workspace_id}\0{purpose}".encode()
