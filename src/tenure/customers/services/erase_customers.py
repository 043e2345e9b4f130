"""Erase the customers whose erasure was asked for.

Each room removes what it holds, by a module `erase` with `erase(workspace_id, customer_ids, *, now)`, which
returns how much of what it removed, and may run twice. A crash repeats all rooms; an erasure is done only when
every room is. A room that holds addresses also has `addresses(workspace_id, customer_ids)`, which is asked
before anything goes: whatever a customer was ever reached by stays suppressed, not only the address of today.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import chain

from django.db import transaction

from tenure.customers.models import ErasureRow, MergeRow
from tenure.customers.queries import all_ids, wanted_erasures
from tenure.customers.rules.erasures import Erasure, added
from tenure.customers.services.ask_erasure import REASON
from tenure.customers.services.suppress import suppress
from tenure.kernel import json
from tenure.platform.faults import fault
from tenure.platform.presence import contributions
from tenure.platform.services.audit import audit
from tenure.platform.services.scrub import scrub


def run_erasures(*, now_of: Callable[[int], datetime]) -> int:
    """Erase every customer whose erasure is wanted; return how many are. The worker, who leads, calls it."""
    wanted = wanted_erasures()
    for erasure in wanted:
        _remove(erasure, now=now_of(erasure.workspace_id))
    # Once for all of them. While somebody reads for long they stay wanted, and all is tried again.
    if not wanted or not scrub():
        return 0
    for erasure in wanted:
        _finish(erasure, now=now_of(erasure.workspace_id))
    return len(wanted)


def _remove(erasure: Erasure, *, now: datetime) -> None:
    ids = all_ids(erasure.workspace_id, erasure.customer_id)
    removed = erasure.removed
    rooms = contributions("erase")
    tellers = [room for room in rooms if hasattr(room, "addresses")]
    known = chain.from_iterable(room.addresses(erasure.workspace_id, ids) for room in tellers)
    suppress(erasure.workspace_id, known, reason=REASON, now=now)
    for room in rooms:
        counts: Mapping[str, int] = room.erase(erasure.workspace_id, ids, now=now)
        removed = added(removed, room=room.__name__.split(".")[1], counts=counts)
        # Written room by room: what a crash repeats is not there to be counted again.
        ErasureRow.objects.filter(pk=erasure.id).update(removed=json.encode_text(removed))
        fault("room_erased")


def _finish(erasure: Erasure, *, now: datetime) -> None:
    with transaction.atomic():
        # Kept until now, so that a repeat knows under which ids the rooms know the customer.
        MergeRow.objects.filter(workspace_id=erasure.workspace_id, to_id=erasure.customer_id).delete()
        ErasureRow.objects.filter(pk=erasure.id).update(done_at=now)
        audit(erasure.workspace_id, actor="system", act="customer.erased", subject=erasure.customer)
