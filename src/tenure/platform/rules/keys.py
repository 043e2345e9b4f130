"""Recognise API keys and keep only their hash."""

from hashlib import sha256
from typing import Literal

KeyKind = Literal["write", "secret"]

WRITE_PREFIX = "tn_write_"
PREFIXES = {"live": "tn_live_", "test": "tn_test_"}


def key_prefix(kind: KeyKind, *, workspace_kind: Literal["live", "test"]) -> str:
    """Return how a key starts: `tn_write_` is safe in a browser, the others are secret."""
    return WRITE_PREFIX if kind == "write" else PREFIXES[workspace_kind]


def key_digest(key: str) -> str:
    """Return what is stored of a key. Keys carry 192 random bits, so one round is enough."""
    return sha256(key.encode()).hexdigest()
