"""Forget customers: everything that is kept and computed of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.platform import home
from tenure.signals import queries
from tenure.signals.models import SnapshotRow
from tenure.signals.rules.levels import Run
from tenure.signals.rules.snapshots import Snapshot
from tenure.signals.stores import arrow


def erase(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:  # noqa: ARG001 - the duty's signature
    """Rewrite the files that hold rows of some customers, and delete the old ones at once; return how many rows went.

    Erased already is no error: there is nothing left to remove.
    """
    try:
        before = queries.held(workspace_id)
    except (OSError, ValueError):
        return {"trait_rows": 0}  # lost files hold nobody
    left = {name: frame.filter(~_is_one_of(customer_ids)) for name, frame in before.frames.items()}
    removed = sum(frame.height - left[name].height for name, frame in before.frames.items())
    if removed:
        _publish(workspace_id, before.snapshot, before.frames, left)
    return {"trait_rows": removed}


def _is_one_of(customer_ids: Sequence[int]) -> pl.Expr:
    return pl.col("customer_id").is_in(list(customer_ids))


def _publish(
    workspace_id: int, snapshot: Snapshot, before: Mapping[str, pl.DataFrame], left: Mapping[str, pl.DataFrame]
) -> None:
    """Write what is left under new names, and let go of the files before."""
    folder, edition = home.current().traits(workspace_id), snapshot.edition + 1
    runs: dict[str, tuple[Run, ...]] = {}
    for family, kept in snapshot.runs.items():
        rewritten: list[Run] = []
        for number, run in enumerate(kept):
            frame = left[run.name]
            # A file with texts may hold what somebody said and no row of theirs: it was made from one that had both.
            if frame.height == before[run.name].height and not _holds_text(frame):
                rewritten.append(run)
                continue
            name = f"{family}-{edition}-{number}.arrow"
            arrow.write(folder / name, arrow.without_leftovers(frame))
            rewritten.append(Run(name, frame.height))
        runs[family] = tuple(rewritten)
    after = replace(snapshot, edition=edition, runs=runs)
    with transaction.atomic():
        SnapshotRow.publish(workspace_id, after)
    arrow.keep_only(folder, after.files)


def _holds_text(frame: pl.DataFrame) -> bool:
    return not all(kind.is_numeric() or kind.is_temporal() or kind == pl.Boolean for kind in frame.dtypes)
