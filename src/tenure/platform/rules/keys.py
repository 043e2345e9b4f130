"""Recognise API keys and keep only their hash."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

KeyKind = Literal["write", "secret"]
KeyState = Literal["live", "expired", "revoked"]

WRITE_PREFIX = "tn_write_"
PREFIXES = {"live": "tn_live_", "test": "tn_test_"}


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key: all but the key itself. `replaces` is the key that it took over from."""

    id: str
    kind: KeyKind
    name: str
    hint: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    replaces: str | None

    def state(self, now: datetime) -> KeyState:
        """Return whether the key still opens anything."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "live"


def key_prefix(kind: KeyKind, *, workspace_kind: Literal["live", "test"]) -> str:
    """Return how a key starts: `tn_write_` is safe in a browser, the others are secret."""
    return WRITE_PREFIX if kind == "write" else PREFIXES[workspace_kind]


def key_digest(key: str) -> str:
    """Return what is stored of a key. Keys carry 192 random bits, so one round is enough."""
    return sha256(key.encode()).hexdigest()
