"""Recompute every profile from the stream and compare."""

from collections.abc import Iterator

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow brings no types

from tenure.customers.queries import by_ids
from tenure.events.queries import scan
from tenure.events.rules.rows import TENURE
from tenure.platform.rules.breaches import Breach
from tenure.platform.rules.workspaces import Workspace
from tenure.signals.queries import held
from tenure.signals.rules.differences import differences
from tenure.signals.rules.overlays import replaced
from tenure.signals.rules.profiles import profiles

CHECK = "signals.profiles"


def verify(workspace: Workspace) -> list[Breach]:
    """Return every customer and trait for which the snapshot differs from the stream up to the same `seq`."""
    try:
        now = held(workspace.id)
        shown = replaced(now.base, now.overlay)
    except (OSError, pa.ArrowException, pl.exceptions.PolarsError) as error:
        return [Breach(CHECK, f"workspace {workspace.public_id}: the snapshot cannot be read: {error}")]
    try:
        stream = scan(workspace.id).filter(pl.col("seq") <= now.snapshot.seq)
        computed = profiles(stream, not_caused_by=TENURE)
    except (OSError, pl.exceptions.PolarsError) as error:
        return [Breach(CHECK, f"workspace {workspace.public_id}: the stream cannot be read: {error}")]
    return list(_breaches(workspace, differences(computed, shown)))


def _breaches(workspace: Workspace, found: pl.DataFrame) -> Iterator[Breach]:
    named = found.join(by_ids(workspace.id, found["customer_id"].unique().to_list()), on="customer_id", how="left")
    # Names only: what a trait says is the customer's own business.
    for customer_id, public_id, trait in named.select("customer_id", "public_id", "trait").iter_rows():
        who = public_id or customer_id
        where = f"workspace {workspace.public_id}, customer {who}, trait {trait}"
        yield Breach(CHECK, f"{where}: the snapshot differs from the stream")
