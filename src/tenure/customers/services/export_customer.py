"""Gather all that the rooms hold about one person."""

from datetime import datetime

import polars as pl

from tenure.customers import queries
from tenure.kernel.json import Json
from tenure.platform.presence import contributions


def export_customer(workspace_id: int, customer: str, *, now: datetime) -> dict[str, Json]:
    """Return what every room holds about a customer, by public id or user id, and about who was merged into them.

    A room contributes a module `export` with `export(workspace_id, customer_ids)`, which returns its sections.
    """
    found = queries.customer(workspace_id, customer)
    merged = queries.merges(workspace_id).filter(pl.col("to_id") == found.id)["from_id"]
    gathered: dict[str, Json] = {
        "customer": found.public_id,
        "exported_at": now.isoformat().replace("+00:00", "Z"),
    }
    for room in contributions("export"):
        gathered |= room.export(workspace_id, [found.id, *merged])
    return gathered
