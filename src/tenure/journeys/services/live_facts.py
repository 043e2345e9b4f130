"""Let journeys see what is known of customers now."""

from collections.abc import Iterable

import polars as pl

from tenure.journeys.rules.facts import Facts
from tenure.kernel.expressions.tree import Type
from tenure.platform.rules.workspaces import Workspace
from tenure.signals.queries import plan_of, values_of


def live_facts(workspace: Workspace, traits: Iterable[str]) -> Facts:
    """Return what the current snapshot knows of some traits; those that only identify calls give are of any type."""
    wanted = frozenset(traits)
    # Most journeys ask for no trait at all, and then nothing is read.
    planned = plan_of(workspace.id).known if wanted else {}
    known: dict[str, Type] = {name: planned.get(name, "any") for name in sorted(wanted)}

    def read(customer_ids: pl.Series, names: frozenset[str]) -> pl.DataFrame:
        return values_of(workspace.id, customer_ids, {name: known[name] for name in sorted(names)})

    return Facts(workspace=workspace.public_id, zone=workspace.time_zone, known=known, read=read)
