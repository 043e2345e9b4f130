"""Remove what the stream holds of a customer, down to the bytes of its files."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tenure.events.services.erase_rows import erase_rows


def erase(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:
    """Remove events and dead letters; return how many of each, and how many files were written anew."""
    return erase_rows(workspace_id, customer_ids, now=now)
