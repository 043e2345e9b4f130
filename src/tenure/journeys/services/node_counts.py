"""Add to the counts of nodes."""

from itertools import chain

import polars as pl

from tenure.journeys.rules.counts import CHANGES
from tenure.platform.columns import execute


def add_counts(workspace_id: int, changes: pl.DataFrame) -> None:
    """Add some changes (columns of CHANGES) to the counts with one statement, however many customers made them."""
    if changes.is_empty():
        return
    names = ", ".join(CHANGES)
    row = ", ".join(["%s"] * (len(CHANGES) + 1))
    values = ", ".join([f"({row})"] * changes.height)
    counts = (name for name in CHANGES if name.endswith("_count"))
    sums = ", ".join(f"{name} = journeys_node_count.{name} + excluded.{name}" for name in counts)
    execute(
        f"INSERT INTO journeys_node_count (workspace_id, {names}) VALUES {values} "
        f"ON CONFLICT (workspace_id, version_id, node) DO UPDATE SET {sums}",
        list(chain.from_iterable((workspace_id, *row) for row in changes.select(CHANGES.names()).iter_rows())),
    )
