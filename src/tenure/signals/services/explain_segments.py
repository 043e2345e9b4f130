"""Say test by test why a customer is in a segment, or is not."""

from dataclasses import dataclass
from datetime import datetime

from tenure.kernel.expressions.reasons import Reason, reasons
from tenure.kernel.expressions.text import spelled
from tenure.signals import queries
from tenure.signals.rules.plans import STAGE


@dataclass(frozen=True, slots=True)
class Explained:
    """A segment, whether a customer is in it, and the tests of its predicate with what they looked at."""

    key: str
    name: str
    where: str
    is_member: bool
    why: tuple[Reason, ...]


def explained_segments(workspace_id: int, customer_id: int, *, now: datetime) -> list[Explained]:
    """Return every segment of a workspace, those with the customer first, by name."""
    plan = queries.plan_of(workspace_id)
    staged = queries.stages(workspace_id, [customer_id]).get(customer_id)
    values = {**queries.traits(workspace_id, [customer_id])[customer_id], STAGE: staged}
    inside = set(queries.segments_of(workspace_id, [customer_id]).get(customer_id, []))
    found = [
        Explained(
            key=each.key,
            name=each.name,
            where=spelled(each.where),
            is_member=each.key in inside,
            why=tuple(reasons(each.where, plan.known, values, now=now)),
        )
        for each in plan.segments
    ]
    return sorted(found, key=lambda each: (not each.is_member, each.name.casefold()))
