"""Take down the wish that a customer be erased."""

from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.customers.models import ErasureRow, IdentityRow
from tenure.customers.queries import all_ids, facts
from tenure.customers.rules.erasures import Erasure
from tenure.customers.rules.resolution import USER
from tenure.customers.services.merge_customers import held
from tenure.customers.services.suppress import suppress
from tenure.platform.ids import public_id
from tenure.platform.services.audit import audit

REASON = "erased"


def ask_erasure(workspace_id: int, customer_id: int, *, actor: str, now: datetime) -> Erasure:
    """Let nothing more be sent to a customer, and have the worker erase it; asked twice, it is one wish."""
    with transaction.atomic():
        (customer_public_id,) = held(pl.Series([customer_id]))["public_id"]
        row, is_new = ErasureRow.objects.select_related("customer").get_or_create(
            workspace_id=workspace_id,
            customer_id=customer_id,
            defaults={"public_id": public_id("era"), "actor": actor, "asked_at": now},
        )
        if is_new:
            suppress(workspace_id, _reachable_by(workspace_id, customer_id), reason=REASON, now=now)
            audit(workspace_id, actor=actor, act="customer.erasure_asked", subject=customer_public_id)
    return row.to_value()


def _reachable_by(workspace_id: int, customer_id: int) -> list[str]:
    """Return the addresses and user ids of a customer, while they are still known."""
    identities = IdentityRow.objects.filter(workspace_id=workspace_id, customer_id=customer_id, kind=USER)
    ids = all_ids(workspace_id, customer_id)
    addresses = [known["email"] for known in facts(workspace_id, ids).values()]
    return [*identities.values_list("value", flat=True), *(each for each in addresses if isinstance(each, str))]
