"""Mint public ids."""

from ulid import ULID


def public_id(prefix: str) -> str:
    """Return a new sortable public id such as `cus_01JD…`."""
    return f"{prefix}_{ULID()}"


def public_ids(prefix: str, count: int) -> list[str]:
    """Return several new public ids."""
    return [public_id(prefix) for _ in range(count)]
