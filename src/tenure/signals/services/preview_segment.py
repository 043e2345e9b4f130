"""Count whom a predicate means, before anybody makes a segment of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tenure.kernel.errors import Unavailable
from tenure.kernel.expressions.tree import Expression
from tenure.signals import queries
from tenure.signals.rules.built_in import BUILT_IN
from tenure.signals.rules.definitions import DerivedTrait
from tenure.signals.services.await_definitions import await_definitions
from tenure.signals.services.save_definitions import checked_where

SAMPLE: Final = 10
_DERIVED: Final = frozenset(each.key for each in BUILT_IN if isinstance(each, DerivedTrait))


@dataclass(frozen=True, slots=True)
class Preview:
    """How many a predicate means, and the newest few of them, by id."""

    count: int
    sample: tuple[int, ...]


def preview_segment(workspace_id: int, where: Expression, *, now: datetime) -> Preview:
    """Return whom a predicate means now; BadInput names the column or the place at fault."""
    known = checked_where(workspace_id, where)
    _demand_values(workspace_id, known)
    ids = queries.matching(workspace_id, where, known, now=now)["customer_id"]
    return Preview(len(ids), tuple(reversed(ids.tail(SAMPLE).to_list())))


def _demand_values(workspace_id: int, names: Collection[str]) -> None:
    """Raise Unavailable where the predicate reads traits that were defined just now and have no values yet."""
    own = {each.key for each in queries.traits_defined(workspace_id)}
    reading = sorted((own | _DERIVED).intersection(names))
    if reading and not await_definitions(workspace_id):
        raise Unavailable(
            f"Definitions changed just now and {reading[0]!r} is not computed yet; try again in a moment.",
            field="where",
        )
