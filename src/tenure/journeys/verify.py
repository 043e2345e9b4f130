"""Check what must be true of journeys whatever happened."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import polars as pl

from tenure.customers.queries import by_ids
from tenure.events.queries import scan
from tenure.events.rules.vocabulary.journeys import ENTRY_REFUSED
from tenure.journeys import reads
from tenure.journeys.rules.entries import Opening, acts, entered_by, entry_events, open_to
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.mentions import traits_asked
from tenure.messaging.queries import waiting_runs as runs_with_messages
from tenure.platform.queries import cursor, waiting_runs
from tenure.platform.rules.breaches import Breach
from tenure.platform.rules.workspaces import Workspace

COUNTS = "journeys.counts"
ENTRIES = "journeys.entries"
STUCK = "journeys.stuck"
ENDED = "journeys.ended"
# Whoever was due so long before others were moved should have been moved with them.
PATIENCE: Final = timedelta(hours=1)


def verify(workspace: Workspace) -> list[Breach]:
    """Return false counts, who should have entered and did not, who is stuck, and what ended runs still ask for."""
    return [*_false_counts(workspace), *_missing(workspace), *_stuck(workspace), *_unended(workspace)]


def _false_counts(workspace: Workspace) -> Iterator[Breach]:
    for row in reads.count_differences(workspace.id).iter_rows(named=True):
        off = ", ".join(f"{name} by {row[name]:+}" for name in row if name.endswith("_count") and row[name])
        node = row["node"] or "entry"
        where = f"workspace {workspace.public_id}, journey {row['journey']} v{row['version']}, node {node}"
        yield Breach(COUNTS, f"{where}: the counts are off: {off}")


def _missing(workspace: Workspace) -> Iterator[Breach]:
    """Find whom journeys that are active now passed over since their version was activated.

    What a condition on traits said then is not known any more: entries that have one are not checked.
    """
    openings = [each for each in reads.scene(workspace.id).openings if not traits_asked([each.journey])]
    read_up_to = pl.col("seq") <= cursor(workspace.id, "journeys")
    try:
        names = entry_events(openings) | {ENTRY_REFUSED.name}
        seen = acts(scan(workspace.id).filter(read_up_to), names)
        refused = pl.concat(
            [
                seen.filter(pl.col("event") == ENTRY_REFUSED.name).select("customer_id", "properties"),
                reads.told_lately(workspace.id, ENTRY_REFUSED.name),
            ]
        )
        missing = [_passed_over(seen, refused, opening, workspace) for opening in openings]
    except (OSError, pl.exceptions.PolarsError) as error:
        yield Breach(ENTRIES, f"workspace {workspace.public_id}: the stream cannot be read: {error}")
        return
    for opening, customers in zip(openings, missing, strict=True):
        named = by_ids(workspace.id, customers.to_list())
        told = customers.to_frame().join(named, on="customer_id", how="left", maintain_order="left")
        for row in told.iter_rows(named=True):
            who = row["public_id"] or row["customer_id"]
            where = f"workspace {workspace.public_id}, customer {who}, journey {opening.journey.key}"
            yield Breach(ENTRIES, f"{where}: did what lets a customer enter, and is not enrolled")


def _passed_over(seen: pl.DataFrame, refused: pl.DataFrame, opening: Opening, workspace: Workspace) -> pl.Series:
    """Return who did what lets a customer enter, and has no run: none at all, or none of the key."""
    since = open_to(seen, opening).filter(pl.col("seq") > opening.version_seq)
    nothing = Facts(workspace.public_id, workspace.time_zone, {}, lambda ids, _: ids.to_frame("customer_id"))
    now = workspace.clock.workspace_at
    due = entered_by(since, opening, facts=nothing, now=now)
    # The others excluded it, which is how it should be.
    excluded = refused.filter(pl.col("properties").str.json_path_match("$.journey") == opening.journey.key)
    by = ["customer_id", *(["entry_key"] if opening.journey.reentry == "per_key" else [])]
    kept = reads.enrolled(workspace.id, opening.journey_id)
    missing = due.join(kept, on=by, how="anti").join(excluded, on="customer_id", how="anti")
    return missing["customer_id"].unique().sort()


def _stuck(workspace: Workspace) -> Iterator[Breach]:
    for row in reads.overdue(workspace.id, by=PATIENCE).iter_rows(named=True):
        where = f"workspace {workspace.public_id}, enrollment enr_{row['id']}, journey {row['journey']}"
        yield Breach(STUCK, f"{where}: was due at {row['due_at']:%Y-%m-%dT%H:%M:%SZ}, and others went on since then")


def _unended(workspace: Workspace) -> Iterator[Breach]:
    """Find what runs that were ended still ask for."""
    asking = {*waiting_runs(workspace.id), *runs_with_messages(workspace.id)}
    ids = [int(run.removeprefix("enrollment:")) for run in asking if run.startswith("enrollment:")]
    for run_id in reads.exited(workspace.id, sorted(ids)):
        where = f"workspace {workspace.public_id}, enrollment enr_{run_id}"
        yield Breach(ENDED, f"{where}: was ended, and something that it asked for is still to be done")
