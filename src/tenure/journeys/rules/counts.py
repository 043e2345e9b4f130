"""Keep count of who entered each node, who is there, and who is stuck there."""

import polars as pl

from tenure.journeys.rules.engine import ACTIVE, QUARANTINED, Advanced

CHANGES = pl.Schema(
    {
        "version_id": pl.Int64(),
        "node": pl.String(),
        "entered_count": pl.Int64(),
        "here_count": pl.Int64(),
        "quarantined_count": pl.Int64(),
    }
)


def changes(before: pl.DataFrame, moved: Advanced) -> pl.DataFrame:
    """Return by how much the counts of each node change (columns of CHANGES), nodes without a change left out.

    `before` says of each row of `moved`: `row, version_id, node`, and `is_new`: whether it stood nowhere yet.
    """
    versions = before.select("row", "version_id")
    left = before.filter(~pl.col("is_new")).select("version_id", "node", here_count=pl.lit(-1))
    resting = moved.standing.join(versions, on="row")
    came = resting.filter(pl.col("state") == ACTIVE).select("version_id", "node", here_count=pl.lit(1))
    stuck = resting.filter(pl.col("state") == QUARANTINED).select("version_id", "node", quarantined_count=pl.lit(1))
    entered = moved.steps.select("version_id", "node", entered_count=pl.lit(1))
    each = pl.concat([pl.DataFrame(schema=CHANGES), left, came, stuck, entered], how="diagonal_relaxed")
    counts = ["entered_count", "here_count", "quarantined_count"]
    summed = each.group_by("version_id", "node").agg(pl.col(counts).sum()).sort("version_id", "node")
    return summed.filter(pl.any_horizontal(pl.col(counts) != 0)).cast(CHANGES)
