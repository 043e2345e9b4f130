"""Decide which enrollments stay when customers turn out to be others."""

from dataclasses import dataclass

import polars as pl

from tenure.journeys.rules.counts import CHANGES
from tenure.journeys.rules.definition import ENTRY
from tenure.journeys.rules.engine import ACTIVE, COMPLETED, QUARANTINED

REASON = "merged"


@dataclass(frozen=True, slots=True)
class Merging:
    """Enrollments as they were, with whose they are now: those that stay, and those that give way."""

    staying: pl.DataFrame  # as given, with `whose`
    ended: pl.DataFrame  # as given, with `whose`


def merging(enrollments: pl.DataFrame, pairs: pl.DataFrame) -> Merging:
    """Decide about the enrollments of everyone in `pairs` (`from_id, to_id`).

    They have `id, journey_id, customer_id, entry_key, state, enrolled_at` at least. One person has one
    enrollment for each journey and entry key, and one active enrollment for each journey: the older stays.
    """
    named = enrollments.join(pairs, left_on="customer_id", right_on="from_id", how="left", maintain_order="left")
    owned = named.with_columns(whose=pl.coalesce("to_id", "customer_id")).drop("to_id").sort("enrolled_at", "id")
    once = owned.unique(["whose", "journey_id", "entry_key"], keep="first", maintain_order=True)
    active = once.filter(state=ACTIVE)
    second = active.filter(~pl.struct("whose", "journey_id").is_first_distinct())
    staying = once.join(second, on="id", how="anti", maintain_order="left")
    return Merging(staying, owned.join(staying, on="id", how="anti", maintain_order="left"))


def changes(ended: pl.DataFrame) -> pl.DataFrame:
    """Return by how much the counts of nodes change (columns of CHANGES) when enrollments give way."""
    # Who never left the place before the first node is counted as entered from now on, as all who are done are.
    each = ended.filter(pl.col("state") != COMPLETED).select(
        "version_id",
        "node",
        entered_count=((pl.col("state") == ACTIVE) & (pl.col("node") == ENTRY)).cast(pl.Int64),
        here_count=-(pl.col("state") == ACTIVE).cast(pl.Int64),
        quarantined_count=-(pl.col("state") == QUARANTINED).cast(pl.Int64),
    )
    return each.group_by("version_id", "node").agg(pl.col("^.*_count$").sum()).sort("version_id", "node").cast(CHANGES)
