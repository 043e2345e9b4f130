"""Let enrollments of customers who were merged be enrollments of the customers they are now."""

from datetime import datetime

import polars as pl

from tenure.journeys.services.merge_enrollments import merge_enrollments


def merge(workspace_id: int, pairs: pl.DataFrame, *, now: datetime) -> None:
    """Move enrollments from each `from_id` of `pairs` to its `to_id`."""
    merge_enrollments(workspace_id, pairs, now=now)
