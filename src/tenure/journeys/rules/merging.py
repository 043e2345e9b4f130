"""Decide which runs stay when customers turn out to be others."""

from dataclasses import dataclass

import polars as pl

from tenure.journeys.rules.runs import ACTIVE

REASON = "merged"


@dataclass(frozen=True, slots=True)
class Merging:
    """Runs as they were, with whose they are now: those that stay, and those that give way."""

    staying: pl.DataFrame
    ended: pl.DataFrame


def merging(runs: pl.DataFrame, pairs: pl.DataFrame, definitions: pl.DataFrame) -> Merging:
    """Decide about the runs (columns of runs.RUN) of everyone in `pairs` (`from_id, to_id`).

    One person has one run for each journey and entry key, and one active run for each journey whose runs no key tells
    apart: the older stays. Of journeys that exclude each other (columns of reentries.TERMS) the one of higher priority
    stays active.
    """
    named = runs.join(pairs, left_on="customer_id", right_on="from_id", how="left", maintain_order="left")
    owned = named.with_columns(whose=pl.coalesce("to_id", "customer_id")).drop("to_id").sort("enrolled_at", "id")
    told = owned.join(definitions, on="version_id", how="left", maintain_order="left")
    once = told.unique(["whose", "journey_id", "entry_key"], keep="first", maintain_order=True)
    active = once.filter(state=ACTIVE)
    second = active.filter((pl.col("reentry") != "per_key") & ~pl.struct("whose", "journey_id").is_first_distinct())
    left = active.join(second, on="id", how="anti", maintain_order="left")
    # Only who was merged brings two together.
    touched = pl.col("whose").is_in(pairs["to_id"].implode()) & pl.col("exclusion").is_not_null()
    contending = left.filter(touched).sort("priority", "enrolled_at", "id", descending=[True, False, False])
    lower = contending.filter(~pl.struct("whose", "exclusion").is_first_distinct())
    gone = pl.concat([second, lower]).select("id")
    staying = once.join(gone, on="id", how="anti", maintain_order="left")
    ended = told.join(staying, on="id", how="anti", maintain_order="left")
    return Merging(_as_given(staying, owned), _as_given(ended, owned))


def _as_given(kept: pl.DataFrame, owned: pl.DataFrame) -> pl.DataFrame:
    return kept.select(owned.columns)
