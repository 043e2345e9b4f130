"""Count who met which arm and reached a goal: once a unit, by the arm met first, as drawn and not as treated."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import polars as pl

from tenure.experiments.rules.proportions import Group
from tenure.experiments.rules.sources import GOAL


def groups(
    outcomes: pl.DataFrame, *, arms: Iterable[str], since: datetime, now: datetime, metric: str = GOAL
) -> Mapping[str, Group]:
    """Return how many units met each arm since an instant, and how many of them reached a metric by `now`.

    Whoever met one before that instant is left out: they may have been drawn by other shares.
    """
    reached = (pl.col(f"{metric}_at") <= now).fill_null(value=False)
    units = (
        outcomes.filter(pl.col("entered_at") <= now)
        .sort("entered_at", maintain_order=True)
        .group_by("unit", maintain_order=True)
        .agg(pl.col("arm", "entered_at").first(), reached=reached.any())
        .filter(pl.col("entered_at") >= since)
    )
    counted = units.group_by("arm").agg(pl.len(), pl.col("reached").sum())
    found = {arm: Group(met, hits) for arm, met, hits in counted.iter_rows()}
    nobody = Group(0, 0)
    return {arm: found.get(arm, nobody) for arm in {**dict.fromkeys(arms), **dict.fromkeys(sorted(found))}}
