"""Describe a run: one customer's way through a journey, as a row of a frame."""

from typing import Final

import polars as pl

INSTANT: Final = pl.Datetime("us", "UTC")
ACTIVE, COMPLETED, QUARANTINED = "active", "completed", "quarantined"
EXITED, HELD_OUT = "exited", "held_out"
HOLDOUT: Final = "holdout"  # the arm of who is only watched

# As it is kept. `id` is null until it is.
RUN: Final = pl.Schema(
    {
        "id": pl.Int64(),
        "journey_id": pl.Int64(),
        "version_id": pl.Int64(),
        "customer_id": pl.Int64(),
        "entry_key": pl.String(),
        "entry": pl.String(),
        "entry_seq": pl.Int64(),
        "since_seq": pl.Int64(),
        "since_position": pl.Int64(),
        "unit": pl.Int64(),
        "arm": pl.String(),
        "state": pl.String(),
        "node": pl.String(),
        "visit": pl.Int32(),
        "enrolled_at": INSTANT,
        "due_at": INSTANT,
        "ended_at": INSTANT,
        "reason": pl.String(),
        "goal_at": INSTANT,
        "goal_until": INSTANT,
    }
)
# What a flush may change of it.
CHANGING: Final = (
    "since_seq",
    "since_position",
    "state",
    "node",
    "visit",
    "due_at",
    "ended_at",
    "reason",
    "goal_at",
)
# Numbered within one flush.
ROWS: Final = pl.Schema({"row": pl.Int64(), **RUN})
