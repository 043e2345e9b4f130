"""Keep count of who entered each node, is there, is stuck or left there; who is watched, and who got to the goal."""

from typing import Final

import polars as pl

from tenure.journeys.rules.definition import ENTRY
from tenure.journeys.rules.runs import ACTIVE, EXITED, HELD_OUT, HOLDOUT, QUARANTINED

COUNTS: Final = (
    "entered_count",
    "here_count",
    "quarantined_count",
    "exited_count",
    "held_out_count",
    "goal_count",
    "held_out_goal_count",
)
CHANGES: Final = pl.Schema({"version_id": pl.Int64(), "node": pl.String(), **dict.fromkeys(COUNTS, pl.Int64())})


def changes(before: pl.DataFrame, after: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    """Return by how much counts change (columns of CHANGES), nodes without a change left out.

    `before` and `after` are the same runs (`version_id, node, state, arm, goal_at`), those that are new only after.
    """
    met = steps.filter(pl.col("node") != ENTRY).select("version_id", "node", entered_count=pl.lit(1))
    return summed([*counted(after), *(part.with_columns(-pl.col("^.*_count$")) for part in counted(before)), met])


def summed(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the sum of some changes (any columns of CHANGES)."""
    each = pl.concat([pl.DataFrame(schema=CHANGES), *parts], how="diagonal_relaxed").with_columns(
        pl.col(COUNTS).fill_null(0)
    )
    total = each.group_by("version_id", "node").agg(pl.col(COUNTS).sum()).sort("version_id", "node")
    return total.filter(pl.any_horizontal(pl.col(COUNTS) != 0)).select(CHANGES.names()).cast(CHANGES)


def counted(runs: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what some runs count for where they are, and at the entry; steps count beside."""
    state = pl.col("state")
    is_held, has_goal = pl.col("arm") == HOLDOUT, pl.col("goal_at").is_not_null()
    at_node = runs.select(
        "version_id",
        "node",
        here_count=(state == ACTIVE).cast(pl.Int64),
        quarantined_count=(state == QUARANTINED).cast(pl.Int64),
        exited_count=(state == EXITED).cast(pl.Int64),
    )
    # Who waits to meet the first node has not entered yet.
    is_in = (state != HELD_OUT) & ((state != ACTIVE) | (pl.col("node") != ENTRY))
    at_entry = runs.select(
        "version_id",
        node=pl.lit(ENTRY),
        entered_count=is_in.cast(pl.Int64),
        held_out_count=(state == HELD_OUT).cast(pl.Int64),
        goal_count=(has_goal & ~is_held).cast(pl.Int64),
        held_out_goal_count=(has_goal & is_held).cast(pl.Int64),
    )
    return [at_node, at_entry]
