"""Tell of what happened to runs in the words of the vocabulary."""

from datetime import datetime

import polars as pl

from tenure.events.rules.vocabulary.journeys import ENTERED, ENTRY_REFUSED, EXITED, GOAL_REACHED
from tenure.journeys.rules import runs
from tenure.journeys.rules.definition import ENTRY

_ENDED = (runs.COMPLETED, runs.EXITED)


def tellings(
    before: pl.DataFrame, after: pl.DataFrame, steps: pl.DataFrame, refused: pl.DataFrame, *, now: datetime
) -> pl.DataFrame:
    """Return the events (columns of record.RECORDED) of who entered, left, reached the goal, and may not enter.

    `before` and `after` are the same runs, those that are new only after. These have `workspace_id`, `journey` and
    `version`, and so has who was refused, beside `other`, the journey in the way.
    """
    was = before.select("row", was="state", had=pl.col("goal_at").is_not_null())
    known = after.join(was, on="row", how="left")
    first_steps = steps.filter(pl.col("node") == ENTRY).select("row")
    is_new_here = pl.col("was").is_null() & (pl.col("state") == runs.HELD_OUT)
    entered = pl.concat([known.join(first_steps, on="row", how="semi"), known.filter(is_new_here)])
    is_over = pl.col("state").is_in(_ENDED) & ~pl.col("was").is_in(_ENDED).fill_null(value=False)
    reason = pl.when(pl.col("state") == runs.EXITED).then("reason").otherwise("state")
    reached = known.filter(pl.col("goal_at").is_not_null() & ~pl.col("had").fill_null(value=False))
    return pl.concat(
        [
            run_events(
                ENTERED.name, entered.with_columns(held_out=pl.col("state") == runs.HELD_OUT), "held_out", now=now
            ),
            run_events(GOAL_REACHED.name, reached, now=now),
            run_events(EXITED.name, known.filter(is_over).with_columns(reason=reason), "reason", now=now),
            _refusals(refused, now=now),
        ]
    )


def run_events(name: str, whose: pl.DataFrame, *more: str, now: datetime) -> pl.DataFrame:
    """Return an event for each run (`id, workspace_id, customer_id, journey, version`) with some more properties."""
    told = whose.with_columns(enrollment=pl.format("enr_{}", "id"))
    return told.select(
        pl.col("workspace_id").cast(pl.Int64),
        "customer_id",
        name=pl.lit(name),
        occurred_at=pl.lit(now),
        properties=pl.struct("enrollment", "journey", "version", *more).struct.json_encode(),
        message_id=pl.format("{}:{}", pl.lit(name), "enrollment"),
    )


def _refusals(refused: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    told = refused.with_columns(reason=pl.format("exclusion:{}", "other"))
    return told.select(
        "workspace_id",
        "customer_id",
        name=pl.lit(ENTRY_REFUSED.name),
        occurred_at=pl.lit(now),
        properties=pl.struct("journey", "version", "reason").struct.json_encode(),
        message_id=pl.format("{}:{}:{}:{}", pl.lit(ENTRY_REFUSED.name), "journey_id", "customer_id", "seq"),
    )
