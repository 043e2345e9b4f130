"""Let runs go on by another version of their journey."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.journeys import queries, reads
from tenure.journeys.models import JourneyRow
from tenure.journeys.rules.counts import COUNTS
from tenure.journeys.rules.definition import ENTRY
from tenure.journeys.rules.moving import moved, refuse_lost
from tenure.journeys.services.node_counts import add_counts
from tenure.journeys.services.turns import take_turn
from tenure.platform.columns import among, insert_frame, update_frame
from tenure.platform.services.audit import audit


@dataclass(frozen=True, slots=True)
class Move:
    """To which version, and at which node of it those go on who stand at a node that it has not."""

    to: int
    nodes: Mapping[str, str]
    version: int | None = None  # only those of this one


def move_enrollments(workspace_id: int, key: str, move: Move, *, actor: str, now: datetime) -> int:
    """Let the active runs of other versions go on by one version; return how many.

    They keep the time at which they go on. BadInput when some stand at a node that the version has not, and `nodes`
    does not say where they go on instead.
    """
    target = queries.version(workspace_id, key, move.to)
    only = None if move.version is None else queries.version(workspace_id, key, move.version).id
    with transaction.atomic():
        take_turn(workspace_id)
        journey_id = JourneyRow.objects.get(workspace_id=workspace_id, key=key).pk
        before = reads.runs_in(workspace_id, journey_id, other_than=target.id, only=only)
        refuse_lost(before, target, move.nodes)
        after = moved(before, target, move.nodes)
        condition, params = among("e.id", before["id"].to_list())
        add_counts(workspace_id, reads.counted(workspace_id, condition, params).with_columns(-pl.col(COUNTS)))
        update_frame("journeys_enrollment", after.select("id", "version_id", "node", "visit"))
        _write_steps(workspace_id, after, now=now)
        add_counts(workspace_id, reads.counted(workspace_id, condition, params))
        audit(workspace_id, actor=actor, act="journey.moved", subject=f"journey:{key}", fields=["version"])
    return before.height


def _write_steps(workspace_id: int, runs: pl.DataFrame, *, now: datetime) -> None:
    """Write that runs came to nodes of the other version."""
    insert_frame(
        "journeys_step",
        runs.filter(pl.col("node") != ENTRY).select(
            "node",
            "visit",
            workspace_id=pl.lit(workspace_id, pl.Int64),
            enrollment_id="id",
            arm=pl.lit(""),
            at=pl.lit(now),
        ),
    )
