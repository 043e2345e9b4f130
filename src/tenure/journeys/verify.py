"""Check that the counts of journeys are true, and that everyone who should have entered did."""

from collections.abc import Iterator

import polars as pl

from tenure.customers.queries import by_ids
from tenure.events.queries import scan
from tenure.journeys.queries import count_differences, enrolled, open_journeys
from tenure.journeys.rules.entries import entries
from tenure.platform.queries import cursor
from tenure.platform.rules.breaches import Breach
from tenure.platform.rules.workspaces import Workspace

COUNTS = "journeys.counts"
ENTRIES = "journeys.entries"


def verify(workspace: Workspace) -> list[Breach]:
    """Return each count that its rows contradict, and each customer who should have entered and did not."""
    return [*_false_counts(workspace), *_missing(workspace)]


def _false_counts(workspace: Workspace) -> Iterator[Breach]:
    for row in count_differences(workspace.id).iter_rows(named=True):
        off = ", ".join(f"{name} by {row[name]:+}" for name in row if name.endswith("_count") and row[name])
        node = row["node"] or "entry"
        where = f"workspace {workspace.public_id}, journey {row['journey']} v{row['version']}, node {node}"
        yield Breach(COUNTS, f"{where}: the counts are off: {off}")


def _missing(workspace: Workspace) -> Iterator[Breach]:
    """Find whom journeys that are active now passed over since their activation."""
    journeys = open_journeys(workspace.id)
    seen = scan(workspace.id).filter(pl.col("seq") <= cursor(workspace.id, "journeys"))
    try:
        due = entries(seen, journeys).join(journeys.select("journey_id", "journey"), on="journey_id")
    except (OSError, pl.exceptions.PolarsError) as error:
        yield Breach(ENTRIES, f"workspace {workspace.public_id}: the stream cannot be read: {error}")
        return
    missing = due.join(enrolled(workspace.id), on=["journey_id", "customer_id"], how="anti")
    named = missing.join(by_ids(workspace.id, missing["customer_id"].unique().to_list()), on="customer_id", how="left")
    for row in named.sort("journey", "customer_id").iter_rows(named=True):
        who = row["public_id"] or row["customer_id"]
        where = f"workspace {workspace.public_id}, customer {who}, journey {row['journey']}"
        yield Breach(ENTRIES, f"{where}: did what lets a customer enter, and is not enrolled")
