"""Turn addresses and ids into hashes that say nothing about them without the key."""

import hmac
from hashlib import sha256


def suppression_digest(value: str, *, workspace_id: int, key: bytes) -> str:
    """Return the keyed hash under which an address or id is suppressed, however it is capitalized."""
    known = f"suppression\0{workspace_id}\0{value.strip().casefold()}"
    return hmac.new(key, known.encode(), sha256).hexdigest()
