"""Recognise a call that was made before, by its idempotency key."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

from tenure.kernel.errors import BadInput

MEMORY: Final = timedelta(hours=24)
MAX_KEY: Final = 255


@dataclass(frozen=True, slots=True)
class Call:
    """A call that shall act once: whose it is, a digest of where it goes, its idempotency key, and what it says."""

    workspace_id: int
    caller_id: int
    route: str
    key: str
    body_digest: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given; a body of None held a secret, or somebody who was erased since."""

    status: int
    content_type: str
    body: bytes | None


def checked_key(key: str) -> str:
    """Return an idempotency key that can be kept; BadInput says what is wrong with it."""
    if not key.strip() or len(key) > MAX_KEY or not key.isprintable():
        message = f"Send 1 to {MAX_KEY} printable characters as Idempotency-Key, such as a UUID."
        raise BadInput(message, field="Idempotency-Key")
    return key


def call_digest(*parts: bytes) -> str:
    """Return a digest of what a call says; its parts cannot be shifted into one another."""
    sizes = b",".join(b"%d" % len(part) for part in parts)
    return sha256(b"|".join((sizes, *parts))).hexdigest()
