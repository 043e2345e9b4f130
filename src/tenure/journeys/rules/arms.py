"""Say who of those who want in is only watched."""

from collections.abc import Mapping

import polars as pl

from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.reentries import held_out
from tenure.journeys.rules.runs import HOLDOUT


def with_arms(
    candidates: pl.DataFrame, runs: pl.DataFrame, versions: Mapping[int, Version], *, salt: str, everywhere: float
) -> pl.DataFrame:
    """Return candidates (with `unit`) with `is_held`: whether each is only watched.

    Who was in a journey before stays in the arm of then, also when its share changes and when customers are merged;
    arms that are drawn by account follow the account.
    """
    parts = [
        part.with_columns(
            held_out(part["unit"], versions[int(str(version_id))], salt=salt, everywhere=everywhere).alias("drawn")
        )
        for (version_id,), part in candidates.with_row_index("place").partition_by("version_id", as_dict=True).items()
    ]
    if not parts:
        return candidates.with_columns(is_held=pl.lit(value=False))
    by_account = [each.id for each in versions.values() if each.journey.randomize_by == "account"]
    before = runs.sort("enrolled_at", "row").unique(["customer_id", "journey_id"], keep="first", maintain_order=True)
    known = before.select("customer_id", "journey_id", was_held=pl.col("arm") == HOLDOUT)
    drawn = pl.concat(parts).join(known, on=["customer_id", "journey_id"], how="left").sort("place")
    stays = pl.col("was_held").is_not_null() & ~pl.col("version_id").is_in(by_account)
    is_held = pl.when(stays).then("was_held").otherwise("drawn")
    return drawn.with_columns(is_held=is_held).drop("place", "drawn", "was_held")
