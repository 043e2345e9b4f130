"""Turn ids into stable numbers, where others would throw dice."""

from hashlib import blake2b


def stable_hash(*parts: str) -> int:
    """Return the same unsigned 64-bit number for the same parts, on every machine, forever."""
    digest = blake2b("\x1f".join(parts).encode(), digest_size=8)
    return int.from_bytes(digest.digest(), "big")


def stable_fraction(*parts: str) -> float:
    """Return a stable number in [0, 1) for the same parts."""
    return (stable_hash(*parts) >> 11) / 2**53
