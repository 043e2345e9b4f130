"""Find who would enter a journey if what they did before its activation counted."""

from datetime import datetime
from typing import Final

import polars as pl

from tenure.events.queries import scan
from tenure.experiments.queries import global_holdout
from tenure.journeys import reads
from tenure.journeys.rules.arms import with_arms
from tenure.journeys.rules.entrances import ApiEntry, DateEntry, SegmentEntry, StageEntry
from tenure.journeys.rules.entries import CANDIDATES, LAST, Opening, acts, entered_by
from tenure.journeys.rules.mentions import traits_asked
from tenure.journeys.rules.reentries import decided, terms
from tenure.journeys.services.live_facts import live_facts
from tenure.journeys.services.units import units_of
from tenure.platform.rules.workspaces import Workspace
from tenure.signals.queries import members, staged

_EVERYBODY: Final = 2**31 - 1


def existing(workspace: Workspace, opening: Opening, *, now: datetime) -> pl.DataFrame:
    """Return who would enter (columns of CANDIDATES), one row for each run, in the order of what they did.

    By an event: who did it. By a segment or stage: who is in it. By a date or by API: nobody.
    """
    match opening.journey.entry:
        case SegmentEntry(segment):
            found = _inside(members(workspace.id, segment, limit=_EVERYBODY), opening, now=now)
        case StageEntry(stage):
            found = _inside(staged(workspace.id, stage, limit=_EVERYBODY), opening, now=now)
        case DateEntry() | ApiEntry():
            return pl.DataFrame(schema=CANDIDATES)
        case _:
            found = _doers(workspace, opening, now=now)
    return found.sort("customer_id")


def entering(workspace: Workspace, opening: Opening, wanted: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Return which of those who would enter may, with their `unit`, `is_held` and `goal_days`."""
    versions = {opening.version.id: opening.version}
    runs = reads.runs_of(workspace.id, wanted["customer_id"].unique().to_list())
    rows = runs.with_row_index("row").cast({"row": pl.Int64()})
    share = global_holdout(workspace.id)
    known = with_arms(
        units_of(workspace.id, wanted, versions), rows, versions, salt=workspace.public_id, everywhere=share
    )
    others = reads.versions(workspace.id, {*runs["version_id"], opening.version.id})
    # Whoever is in another journey of its group stays there: those who are asked in later displace nobody.
    told = terms(others)
    decision = decided(known, rows, told, now=now)
    displacing = rows.join(decision.displaced, on="row")["customer_id"].unique().implode()
    return decision.entering.filter(~pl.col("customer_id").is_in(displacing))


def _doers(workspace: Workspace, opening: Opening, *, now: datetime) -> pl.DataFrame:
    rows = scan(workspace.id).filter(pl.col("seq") <= opening.activated_seq)
    # That it is of the past is no reason to leave anybody out here.
    did = acts(rows.with_columns(historical=pl.lit(value=False)), [opening.journey.entrance().event])
    facts = live_facts(workspace, traits_asked([opening.journey]))
    met = entered_by(did, opening, facts=facts, now=now)
    # One run for each customer, or for each key.
    names = ["customer_id", *(["entry_key"] if opening.journey.reentry == "per_key" else [])]
    return met.unique(names, keep="last", maintain_order=True)


def _inside(customer_ids: list[int], opening: Opening, *, now: datetime) -> pl.DataFrame:
    key = "" if opening.journey.reentry == "never" else f"activated:{now:%Y-%m-%dT%H:%M:%S.%f}"
    everyone = pl.DataFrame({"customer_id": customer_ids}, schema={"customer_id": pl.Int64})
    told = everyone.with_columns(
        journey_id=pl.lit(opening.journey_id),
        version_id=pl.lit(opening.version.id),
        entry_key=pl.lit(key),
        entry=pl.lit("{}"),
        seq=pl.lit(opening.activated_seq),
        position=pl.lit(LAST),
    )
    return told.select(CANDIDATES.names()).cast(CANDIDATES)
