"""Remove who customers are. Their rows stay, without a name: the consent ledger points at them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from tenure.platform.columns import among, execute

_PARTS = {"identities": "customers_identity", "tags": "customers_tag", "memberships": "customers_member"}


def remove_profiles(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:
    """Remove profiles, identities, tags and memberships of customers; return how many of each."""
    of_them, ids = among("customer_id", list(customer_ids))
    condition, params = among("id", list(customer_ids))
    with transaction.atomic():
        counts = {
            part: execute(f"DELETE FROM {table} WHERE workspace_id = %s AND {of_them}", [workspace_id, *ids])
            for part, table in _PARTS.items()
        }
        profiles = execute(
            "UPDATE customers_customer SET user_id = NULL, anonymous_id = NULL, owner_id = NULL, gone_at = %s "
            f"WHERE workspace_id = %s AND {condition} "
            "AND (gone_at IS NULL OR user_id IS NOT NULL OR anonymous_id IS NOT NULL)",
            [now, workspace_id, *params],
        )
    return {"profiles": profiles, **counts}
