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
from tenure.signals.stores import arrow


def erase(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:  # noqa: ARG001 - the duty's signature
    """Rewrite the files that hold rows of some customers, and delete the old ones at once; return how many rows went.

    Erased already is no error: there is nothing left to remove.
    """
    try:
        before = queries.held(workspace_id)
    except (OSError, ValueError):
        return {"trait_rows": 0}  # lost files hold nobody
    folder = home.current().traits(workspace_id)
    edition, removed = before.snapshot.edition + 1, 0
    runs: dict[str, tuple[Run, ...]] = {}
    for family, kept in before.snapshot.runs.items():
        rewritten: list[Run] = []
        for number, run in enumerate(kept):
            frame = before.frames[run.name]
            left = frame.filter(~pl.col("customer_id").is_in(list(customer_ids)))
            if left.height == frame.height:
                rewritten.append(run)
                continue
            removed += frame.height - left.height
            name = f"{family}-{edition}-{number}.arrow"
            arrow.write(folder / name, left.rechunk())
            rewritten.append(Run(name, left.height))
        runs[family] = tuple(rewritten)
    if removed:
        snapshot = replace(before.snapshot, edition=edition, runs=runs)
        with transaction.atomic():
            SnapshotRow.publish(workspace_id, snapshot)
        arrow.keep_only(folder, snapshot.files)
    return {"trait_rows": removed}
