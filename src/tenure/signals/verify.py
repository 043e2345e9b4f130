"""Recompute everything that is known of customers from the stream, and compare."""

from collections.abc import Iterator

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow brings no types

from tenure.customers.queries import by_ids
from tenure.platform.rules.breaches import Breach
from tenure.platform.rules.workspaces import Workspace
from tenure.signals.queries import plan_of, reopened
from tenure.signals.rules.clockfaces import Clockface
from tenure.signals.rules.differences import of_statements, of_values
from tenure.signals.rules.evaluating import DUE, schema, values
from tenure.signals.rules.partials import joined
from tenure.signals.rules.plans import Plan
from tenure.signals.services.fit import recomputed
from tenure.signals.stores.held import Held

CHECK = "signals.profiles"


def verify(workspace: Workspace) -> list[Breach]:
    """Return every customer and trait for which the snapshot differs from the stream up to the same `seq`."""
    try:
        now = reopened(workspace.id)
    except (OSError, pa.ArrowException, pl.exceptions.PolarsError) as error:
        return [Breach(CHECK, f"workspace {workspace.public_id}: the snapshot cannot be read: {error}")]
    plan = plan_of(workspace.id)
    if now.snapshot.plan != plan.fingerprint:
        return []  # nothing is computed yet by these definitions
    try:
        kept = recomputed(workspace.id, plan, seq=now.snapshot.seq)
    except (OSError, pl.exceptions.PolarsError) as error:
        return [Breach(CHECK, f"workspace {workspace.public_id}: the stream cannot be read: {error}")]
    return list(_breaches(workspace, pl.concat(_compared(now, kept, plan)).unique(maintain_order=True)))


def _compared(now: Held, kept: dict[str, pl.DataFrame], plan: Plan) -> Iterator[pl.DataFrame]:
    """Yield the differences (columns of `DIFFERENCES`) in statements and in values."""
    stated = joined("stated", now.family("stated"), merges=now.merges)
    yield of_statements(kept["stated"], stated)
    everyone = pl.concat([rows["customer_id"] for rows in kept.values()]).unique().sort()
    computed = values(kept, everyone, plan, Clockface(now.snapshot.as_of, plan.zone))
    current = now.current()
    shown = current.sort("customer_id").collect() if current is not None else pl.DataFrame(schema=schema(plan))
    yield of_values(computed.drop(DUE), shown.drop(DUE))


def _breaches(workspace: Workspace, found: pl.DataFrame) -> Iterator[Breach]:
    named = found.join(by_ids(workspace.id, found["customer_id"].unique().to_list()), on="customer_id", how="left")
    # Names only: what a trait says is the customer's own business.
    for customer_id, public_id, trait in named.select("customer_id", "public_id", "trait").iter_rows():
        who = public_id or customer_id
        where = f"workspace {workspace.public_id}, customer {who}, trait {trait}"
        yield Breach(CHECK, f"{where}: the snapshot differs from the stream")
