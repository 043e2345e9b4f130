"""Keep of the stream exactly what the definitions of a workspace need."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.customers.queries import merges
from tenure.events.queries import scan
from tenure.events.rules.rows import TENURE
from tenure.platform import home
from tenure.platform.queries import browser_sources
from tenure.signals import queries
from tenure.signals.models import SnapshotRow
from tenure.signals.rules.folding import READ, folded, matches
from tenure.signals.rules.levels import Run
from tenure.signals.rules.measures import Measure
from tenure.signals.rules.partials import FAMILIES, joined
from tenure.signals.rules.plans import Plan
from tenure.signals.rules.snapshots import Snapshot
from tenure.signals.stores import arrow
from tenure.signals.stores.held import VALUES, Held

# How many rows of the stream are in memory at once.
ROWS = 500_000


def lost(workspace_id: int, *, seq: int) -> Held:
    """Return a snapshot up to `seq` of which nothing is kept, in the place of one whose files are gone.

    Its files get names of their own: another process may still have the lost ones open.
    """
    row = SnapshotRow.objects.filter(workspace_id=workspace_id).first()
    try:
        edition = row.to_value().edition if row else 0
    except (KeyError, ValueError):
        edition = 0  # what was written down cannot be read either
    return Held(Snapshot(seq=seq, edition=edition), merges=merges(workspace_id))


def fit(workspace_id: int, before: Held, plan: Plan, *, now: datetime) -> Held:
    """Publish a snapshot that keeps what `plan` needs: new measures are read from the stream, unused ones dropped.

    Values are left out: whoever computes them next sees that they belong to another plan.
    """
    folder = home.current().traits(workspace_id)
    wanted = {measure.number(): measure for measure in plan.measures}
    missing = [measure for number, measure in wanted.items() if number not in before.snapshot.measures]
    gained = _read(workspace_id, missing, before.snapshot)
    edition = before.snapshot.edition + 1
    runs = {VALUES: before.snapshot.runs.get(VALUES, ())}
    for family in FAMILIES:
        frames = [_only(frame, wanted) for frame in before.family(family)]
        whole = joined(family, [*frames, gained[family]])
        if whole.height:
            name = f"{family}-{edition}.arrow"
            arrow.write(folder / name, whole.rechunk())
            runs[family] = (Run(name, whole.height),)
    fitted = replace(before.snapshot, edition=edition, as_of=now, plan="", measures=frozenset(wanted), runs=runs)
    with transaction.atomic():
        SnapshotRow.publish(workspace_id, fitted)
    arrow.keep_only(folder, fitted.files | before.snapshot.files)
    return queries.held(workspace_id)


def recomputed(workspace_id: int, plan: Plan, *, seq: int) -> dict[str, pl.DataFrame]:
    """Return what all of the stream up to `seq` leaves behind."""
    return _read(workspace_id, list(plan.measures), Snapshot(seq=seq))


def _read(workspace_id: int, measures: Sequence[Measure], snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    """Return what the stream up to a snapshot leaves behind of some measures, and of statements if it has none yet."""
    is_new = not snapshot.measures
    chosen = [matches(measure.events, not_caused_by=TENURE) for measure in measures]
    chosen += [pl.col("kind") == "identify"] if is_new else []
    parts: dict[str, list[pl.DataFrame]] = {family: [] for family in FAMILIES}
    if chosen:
        rows = scan(workspace_id).filter(pl.col("seq") <= snapshot.seq, pl.any_horizontal(chosen)).select(READ)
        public = browser_sources(workspace_id)
        for batch in rows.collect_batches(chunk_size=ROWS):
            for family, part in folded(batch, measures, not_caused_by=TENURE, public=public).items():
                parts[family].append(part)
    if not is_new:
        parts["stated"] = []
    return {family: joined(family, parts[family]) for family in FAMILIES}


def _only(frame: pl.DataFrame, wanted: dict[int, Measure]) -> pl.DataFrame:
    if "measure" not in frame.columns:
        return frame
    return frame.filter(pl.col("measure").is_in(list(wanted)))
