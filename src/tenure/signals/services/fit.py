"""Keep of the stream exactly what the definitions of a workspace need."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction

from tenure.customers.queries import merges
from tenure.events.queries import by_customers
from tenure.events.rules.rows import TENURE
from tenure.platform import home
from tenure.platform.queries import browser_sources
from tenure.signals import queries
from tenure.signals.models import SnapshotRow
from tenure.signals.rules.folding import READ, folded, matches
from tenure.signals.rules.levels import Run
from tenure.signals.rules.measures import Measure
from tenure.signals.rules.partials import FAMILIES, SCHEMAS, Partials, combined
from tenure.signals.rules.plans import Plan
from tenure.signals.rules.snapshots import Snapshot
from tenure.signals.stores import arrow
from tenure.signals.stores.held import VALUES, Held

# About how many rows of the stream a thread has in memory at once.
ROWS = 1_000_000
THREADS = 2
# Who asks for these reads nearly all of the stream: looking at each row first would be in vain.
_MOST: Final = ("*", "kind:track", "kind:page")


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

    def kept(family: str) -> tuple[Run, ...]:
        frames = [_only(frame, wanted) for frame in before.family(family)]
        whole, name = combined(family, [*frames, gained[family]]), f"{family}-{edition}.arrow"
        if whole.is_empty():
            return ()
        arrow.write(folder / name, whole.rechunk())
        return (Run(name, whole.height),)

    # While one file goes to the disk the next one is put together.
    with ThreadPoolExecutor(THREADS) as threads:
        found = zip(FAMILIES, threads.map(kept, FAMILIES), strict=True)
        runs |= {family: written for family, written in found if written}
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
    found: list[Partials] = []
    if chosen:
        wanted = pl.lit(value=True) if _is_most(measures) else pl.any_horizontal(chosen)
        public = browser_sources(workspace_id)

        def folded_piece(piece: pl.LazyFrame) -> Partials:
            rows = piece.filter(wanted).select(READ).collect()
            return folded(rows, measures, not_caused_by=TENURE, public=public)

        # What one thread does in Python another one uses to read and to compute.
        with ThreadPoolExecutor(THREADS) as threads:
            found = list(threads.map(folded_piece, by_customers(workspace_id, up_to=snapshot.seq, rows=ROWS)))
    # No customer is in two pieces, and pieces come in the order of customers.
    kept = {family: combined(family, [each[family] for each in found]) for family in FAMILIES}
    return kept if is_new else kept | {"stated": pl.DataFrame(schema=SCHEMAS["stated"])}


def _is_most(measures: Sequence[Measure]) -> bool:
    return any(name in _MOST for measure in measures for name in measure.events)


def _only(frame: pl.DataFrame, wanted: dict[int, Measure]) -> pl.DataFrame:
    if "measure" not in frame.columns:
        return frame
    return frame.filter(pl.col("measure").is_in(list(wanted)))
