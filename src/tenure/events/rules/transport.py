"""Undo what a client did to carry its events: Basic authentication and gzip."""

import binascii
import zlib
from base64 import b64decode
from functools import lru_cache
from typing import Final

from tenure.events.rules.limits import BATCH_BYTES, GZIP_RATIO
from tenure.events.rules.refusals import Refusal

_GZIP: Final = 16 + zlib.MAX_WBITS
_IDENTITY: Final = {"", "identity"}

TOO_LARGE: Final = Refusal("too_large", f"Send at most {BATCH_BYTES >> 10} KB at once.")


@lru_cache(1_024)
def basic_user(authorization: str) -> str | None:
    """Return the user name of Basic authentication, where clients put the write key."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, _ = b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user or None


def plain(body: bytes, encoding: str) -> bytes | Refusal:
    """Return a body as it was before the transport, never more than a batch may have."""
    if len(body) > BATCH_BYTES:
        return TOO_LARGE
    if encoding in _IDENTITY:
        return body
    if encoding not in {"gzip", "x-gzip"}:
        return Refusal("unknown_encoding", "Send the body as it is, or with gzip.", "Content-Encoding")
    return _unzipped(body)


def _unzipped(body: bytes) -> bytes | Refusal:
    expansion = zlib.decompressobj(_GZIP)
    try:
        whole = expansion.decompress(body, BATCH_BYTES + 1)
    except zlib.error:
        return Refusal("invalid_gzip", "The body is not gzip, though its Content-Encoding says so.")
    if len(whole) > BATCH_BYTES:
        return TOO_LARGE
    if len(whole) > GZIP_RATIO * len(body):
        return Refusal("too_compressed", f"Compress at most {GZIP_RATIO} times.")
    if not expansion.eof or expansion.unused_data:
        return Refusal("invalid_gzip", "The body must be one whole gzip stream.")
    return whole
