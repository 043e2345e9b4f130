"""Read what is known of customers now."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tenure.kernel import json
from tenure.platform import home
from tenure.signals.models import SnapshotRow
from tenure.signals.rules import overlays
from tenure.signals.rules.profiles import SCHEMA
from tenure.signals.rules.snapshots import NOTHING, Snapshot
from tenure.signals.rules.traits import TRAITS
from tenure.signals.rules.traits import traits as traits_of
from tenure.signals.stores import arrow

# Files are replaced as the stream grows: between reading their names and opening them they may go.
OPENING_TRIES = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot with its frames, mapped into memory."""

    snapshot: Snapshot
    base: pl.DataFrame
    overlay: pl.DataFrame


def snapshot_seq(workspace_id: int) -> int:
    """Return the last `seq` that the current snapshot contains; 0 before the first."""
    return _current(workspace_id).seq


def held(workspace_id: int) -> Held:
    """Return the current snapshot, opened; FileNotFoundError when its files are lost."""
    for _ in range(OPENING_TRIES - 1):
        try:
            return _opened(workspace_id)
        except FileNotFoundError:
            continue
    return _opened(workspace_id)


def snapshot(workspace_id: int) -> pl.LazyFrame:
    """Return the profile of every customer (columns of `profiles.SCHEMA`), sorted by customer."""
    now = held(workspace_id)
    return overlays.replaced(now.base, now.overlay).lazy()


def profile_frame(workspace_id: int, ids: Sequence[int]) -> pl.DataFrame:
    """Return `customer_id, email, locale, traits` (JSON) for each of some customers, known to the snapshot or not."""
    wanted = pl.Series("customer_id", ids, dtype=pl.Int64).unique().sort()
    now = held(workspace_id)
    known = overlays.found(now.base, now.overlay, wanted)
    unknown = pl.DataFrame({"customer_id": wanted}).join(known, on="customer_id", how="anti")
    blank = unknown.with_columns(event_count=pl.lit(0, pl.Int64), stated=pl.lit([], SCHEMA["stated"]))
    return traits_of(pl.concat([known, blank])).cast(TRAITS).sort("customer_id")


def traits(workspace_id: int, ids: Sequence[int]) -> dict[int, dict[str, json.Json]]:
    """Return `{key: value}` for each of some customers."""
    rows = profile_frame(workspace_id, ids)
    return dict(zip(rows["customer_id"], map(json.decode_object, rows["traits"]), strict=True))


def _current(workspace_id: int) -> Snapshot:
    row = SnapshotRow.objects.filter(workspace_id=workspace_id).first()
    return row.to_value() if row else NOTHING


def _opened(workspace_id: int) -> Held:
    current = _current(workspace_id)
    return Held(current, _frame(workspace_id, current.base), _frame(workspace_id, current.overlay))


def _frame(workspace_id: int, name: str) -> pl.DataFrame:
    if not name:
        return pl.DataFrame(schema=SCHEMA)
    return arrow.read(home.current().traits(workspace_id) / name)
