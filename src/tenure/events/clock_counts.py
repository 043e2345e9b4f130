"""Count what entered the stream while a clock was brought forward."""

from collections.abc import Callable, Mapping

import polars as pl

from tenure.events.queries import since
from tenure.platform.queries import cursor


def counting(workspace_id: int) -> Callable[[], Mapping[str, int]]:
    """Begin to count; what is returned tells the events since, in all and by name, and what they mean."""
    after = cursor(workspace_id, "stream")

    def counted() -> Mapping[str, int]:
        rows = since(workspace_id, after=after, up_to=cursor(workspace_id, "stream"))
        names = rows.select(pl.coalesce("name", "kind").alias("name")).group_by("name").len().sort("name")
        by_name = dict(names.iter_rows())
        return {
            "events": rows.height,
            "messages": by_name.get("message_sent", 0),
            "membership_changes": by_name.get("segment_entered", 0) + by_name.get("segment_left", 0),
            **{f"events.{name}": count for name, count in by_name.items()},
        }

    return counted
