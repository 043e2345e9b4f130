"""Take one step of what is known of customers: some flushes of the stream, or the time that has passed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl
from django.db import transaction

from tenure.events.rules.rows import SCHEMA, TENURE
from tenure.platform import home
from tenure.platform.faults import fault
from tenure.platform.queries import browser_sources
from tenure.platform.services.cursors import advance_cursor
from tenure.platform.services.record import record_many
from tenure.signals import queries
from tenure.signals.models import SnapshotRow
from tenure.signals.rules.calendars import microseconds
from tenure.signals.rules.changes import CHANGES, changes
from tenure.signals.rules.clockfaces import Clockface
from tenure.signals.rules.evaluating import schema, values
from tenure.signals.rules.folding import folded
from tenure.signals.rules.levels import Run, kept_apart
from tenure.signals.rules.lookups import met, with_dead
from tenure.signals.rules.partials import combined
from tenure.signals.rules.plans import Plan
from tenure.signals.rules.snapshots import Snapshot
from tenure.signals.stores import arrow
from tenure.signals.stores.held import VALUES, Held

# Of who was merged into whom an event of Tenure's own tells.
_MERGED: Final = "customers_merged"
# How many customers a thread computes at once when it is all of them.
CUSTOMERS = 100_000
THREADS = 2
Gained = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Tick:
    """One step: what the stream gained up to `seq`, and what time it is."""

    workspace_id: int
    plan: Plan
    seq: int
    now: datetime
    events: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))

    @property
    def clock(self) -> Clockface:
        """Return what the workspace's clock shows."""
        return Clockface(self.now, self.plan.zone)

    @property
    def folder(self) -> Path:
        """Return where the workspace's snapshots lie."""
        return home.current().traits(self.workspace_id)


def advance(before: Held, tick: Tick) -> Held:
    """Publish the snapshot that a step leads to, with what changed in segments and stages; return it, opened."""
    gained = dict(
        folded(tick.events, tick.plan.measures, not_caused_by=TENURE, public=browser_sources(tick.workspace_id))
        if tick.events.height
        else {}
    )
    after, changed = _computed(before, tick, gained)
    snapshot = written(before, tick, gained, after)
    fault("snapshot_written")
    with transaction.atomic():
        if changed.height:
            record_many(_events(changed, tick))
        SnapshotRow.publish(tick.workspace_id, snapshot)
        advance_cursor(tick.workspace_id, "signals", tick.seq)
    fault("signals_advanced")
    # Readers may still be about to open the files that were current until now.
    arrow.keep_only(tick.folder, snapshot.files | before.snapshot.files)
    return queries.published(tick.workspace_id, snapshot, before)


def written(before: Held, tick: Tick, gained: Gained, after: pl.DataFrame) -> Snapshot:
    """Write the files in which the next snapshot differs, and return that snapshot."""
    edition = before.snapshot.edition + 1
    runs = dict(before.snapshot.runs)
    for family, frame in gained.items():
        if frame.height:
            runs[family] = _grown(before, tick.folder, family, frame, edition=edition)
    if before.snapshot.plan != tick.plan.fingerprint:
        runs[VALUES] = _kept(tick.folder, f"{VALUES}-{edition}.arrow", (), after)
    elif after.height:
        runs[VALUES] = _replaced(before, tick.folder, after, edition=edition)
    return Snapshot(
        seq=tick.seq,
        edition=edition,
        as_of=tick.now,
        plan=tick.plan.fingerprint,
        measures=before.snapshot.measures,
        segments=tick.plan.prints,
        stated=frozenset(tick.plan.stated),
        runs=runs,
    )


def _computed(before: Held, tick: Tick, gained: Gained) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the values of everyone whom the step touches, and what changed for them."""
    same = {key: each for key, each in tick.plan.prints.items() if before.snapshot.segments.get(key) == each}

    def computed(touched: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
        kept = before.partials(touched, gained)
        # Of whom only Tenure tells nothing is kept: they would be forgotten when all is computed anew.
        customers = met(kept.values(), touched)
        after = values(kept, customers, tick.plan, tick.clock)
        was = before.values_of(customers)
        moved = [] if was is None else [changes(was, after, same=same, seq=tick.seq, now=tick.now)]
        return after, pl.concat([pl.DataFrame(schema=CHANGES), *moved])

    slices = list(_slices(_touched(before, tick, gained)))
    if len(slices) == 1:
        return computed(slices[0])
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(computed, slices))
    after = pl.concat([pl.DataFrame(schema=schema(tick.plan)), *(each for each, _ in found)])
    return after, pl.concat([pl.DataFrame(schema=CHANGES), *(moved for _, moved in found)])


def _touched(before: Held, tick: Tick, gained: Gained) -> pl.Series:
    """Return the customers whose values may change, sorted: of the others nothing new is kept, and nothing is due.

    Most of what Tenure itself tells, as who came into a segment, is kept of nobody.
    """
    is_planned = before.snapshot.plan == tick.plan.fingerprint
    due = before.due(microseconds(tick.now)) if is_planned else before.customers()
    merged = tick.events["customer_id"].filter(tick.events["name"] == _MERGED).drop_nulls()
    return pl.concat([due, merged, *(frame["customer_id"] for frame in gained.values())]).unique().sort()


def _slices(customers: pl.Series) -> Iterator[pl.Series]:
    for start in range(0, len(customers), CUSTOMERS):
        yield customers[start : start + CUSTOMERS]


def _events(changed: pl.DataFrame, tick: Tick) -> pl.DataFrame:
    """Return what is told of the changes: nothing of customers of whom only the past was told."""
    told = changed
    if changed.height and tick.events["historical"].any():
        came = tick.events.group_by("customer_id").agg(pl.col("historical").all())
        told = changed.join(came.filter("historical"), on="customer_id", how="anti")
    return told.with_columns(workspace_id=pl.lit(tick.workspace_id, pl.Int64), occurred_at=pl.lit(tick.now))


def _grown(before: Held, folder: Path, family: str, frame: pl.DataFrame, *, edition: int) -> tuple[Run, ...]:
    runs = before.snapshot.runs.get(family, ())
    apart = kept_apart(runs, added=frame.height)
    whole = combined(family, [*before.family(family)[apart:], frame], merges=before.merges)
    return _kept(folder, f"{family}-{edition}.arrow", runs[:apart], whole)


def _replaced(before: Held, folder: Path, after: pl.DataFrame, *, edition: int) -> tuple[Run, ...]:
    runs = before.snapshot.runs.get(VALUES, ())
    apart = kept_apart(runs, added=after.height)
    ids = [after["customer_id"]]
    others = [frame.filter(pl.Series(with_dead(alive, frame, ids))) for frame, alive in before.values()[apart:]]
    return _kept(folder, f"{VALUES}-{edition}.arrow", runs[:apart], pl.concat([*others, after]).sort("customer_id"))


def _kept(folder: Path, name: str, runs: tuple[Run, ...], frame: pl.DataFrame) -> tuple[Run, ...]:
    arrow.write(folder / name, frame.rechunk())
    return (*runs, Run(name, frame.height))
