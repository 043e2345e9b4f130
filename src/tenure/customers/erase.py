"""Remove what this room holds of a customer; hashes and the consent ledger stay."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tenure.customers.services.remove_profiles import remove_profiles


def erase(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:
    """Remove profiles, identities, tags and memberships; return how many of each."""
    return remove_profiles(workspace_id, customer_ids, now=now)
