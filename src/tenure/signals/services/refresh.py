"""Take into the profiles what the stream has gained."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import cast

import polars as pl
from django.db import transaction

from tenure.events.queries import since
from tenure.events.rules.rows import TENURE
from tenure.platform import home
from tenure.platform.faults import fault
from tenure.platform.queries import cursors
from tenure.platform.services.cursors import advance_cursor
from tenure.signals.models import SnapshotRow
from tenure.signals.queries import Held, held
from tenure.signals.rules import overlays
from tenure.signals.rules.profiles import merged, profiles
from tenure.signals.rules.snapshots import Snapshot
from tenure.signals.stores import arrow

# A long way behind, the stream is taken in pieces, so that memory stays flat.
FLUSHES = 100


def refresh(workspace_id: int) -> int:
    """Bring the snapshot up to the end of the stream; return how many events were taken in.

    A crash at any place leaves the last published snapshot as it was, and the next call repeats the piece.
    """
    places = cursors(workspace_id)
    seq, end, taken = places.get("signals", 0), places.get("stream", 0), 0
    while seq < end:
        before, seq = seq, min(end, seq + FLUSHES)
        taken += _take(workspace_id, since(workspace_id, after=before, up_to=seq), seq=seq)
    return taken


def _take(workspace_id: int, events: pl.DataFrame, *, seq: int) -> int:
    """Publish a snapshot that contains some more events."""
    before = held(workspace_id)
    snapshot = _written(home.current().traits(workspace_id), before, events, seq=seq)
    fault("snapshot_written")
    with transaction.atomic():
        SnapshotRow.publish(workspace_id, snapshot)
        advance_cursor(workspace_id, "signals", seq)
    fault("signals_advanced")
    # Readers may still be about to open the files that were current until now.
    arrow.keep_only(home.current().traits(workspace_id), snapshot.files | before.snapshot.files)
    return events.height


def _written(folder: Path, before: Held, events: pl.DataFrame, *, seq: int) -> Snapshot:
    """Write the file in which the next snapshot differs, and return that snapshot."""
    gained = profiles(events.lazy(), not_caused_by=TENURE)
    if gained.is_empty():
        return replace(before.snapshot, seq=seq)
    known = overlays.found(before.base, before.overlay, gained["customer_id"])
    overlay = overlays.replaced(before.overlay, merged(known, gained))
    # Minutes pass as events arrive: without events there is nothing to fold.
    arrived_at, folded_at = cast("datetime", events["received_at"].max()), before.snapshot.folded_at
    counts = {"base_count": before.base.height, "overlay_count": overlay.height}
    if overlays.must_fold(**counts, folded_at=folded_at, now=arrived_at):
        return _folded(folder, overlays.replaced(before.base, overlay), seq=seq, at=arrived_at)
    name = f"overlay-{seq}.arrow"
    arrow.write(folder / name, overlay)
    return replace(before.snapshot, seq=seq, overlay=name)


def _folded(folder: Path, base: pl.DataFrame, *, seq: int, at: datetime) -> Snapshot:
    name = f"base-{seq}.arrow"
    arrow.write(folder / name, base)
    return Snapshot(seq=seq, base=name, overlay="", folded_at=at)
