"""Mint public ids."""

import os
from typing import Final

import numpy as np
from ulid import ULID

_LETTERS: Final = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype="S1")
_TIME, _CHANCE = 10, 16  # how many letters of an id tell when it was made, and how many are drawn


def public_id(prefix: str) -> str:
    """Return a new sortable public id such as `cus_01JD…`."""
    return f"{prefix}_{ULID()}"


def public_ids(prefix: str, count: int) -> list[str]:
    """Return several new public ids of the same instant, drawn at once and in order: an index takes them faster so."""
    begin = f"{prefix}_{str(ULID())[:_TIME]}"
    drawn = _LETTERS[np.frombuffer(os.urandom(_CHANCE * count), dtype=np.uint8) % len(_LETTERS)]
    return [begin + end for end in np.sort(drawn.view(f"S{_CHANCE}")).astype(str).tolist()]
